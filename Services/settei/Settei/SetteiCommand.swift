import CommandLine
import ServiceKit

/// The `settei` command line.
public enum SetteiCommand: Sendable {
    /// The release, as `--version` prints it.
    public static let version = productVersion

    static let commands: [Command] = [
        PublishCommand.publish, FindingsCommand.list, MessagesCommand.tail, MessagesCommand.replay,
        StatusCommand.status,
        DeadLettersCommand.list,
        DeadLettersCommand.retry, NotifyCommand.test, CheckCommand.check, RulesCommand.lint, RulesCommand.test,
        RulesExplainCommand.explain, RulesCoverageCommand.coverage, MappingsCommand.lint,
        CelCommand.cel,
        KeysCommand.new,
        KeysInstallationCommand.make,
        PrincipalsAddCommand.add,
        PrincipalsCommand.list,
        PrincipalsCommand.revoke,
        PrincipalsCommand.check,
        KeysEvidenceCommand.evidence,
        KeysEvidenceCommand.rotate,
        KeysEvidenceCommand.backup,
        KeysEvidenceCommand.list,
        HoldCommand.place,
        HoldCommand.release,
        EraseCommand.erase,
        EvidenceTools.verify,
        EvidenceTools.fsck,
        EvidenceTools.rebuild,
        EvidenceTools.backup,
        EvidenceTools.restore,
        EvidenceTools.retention,
        VerifyExportCommand.command,
        JournalCommand.move,
        ProveCommand.command,
        ExportCommand.command,
        ImportCommand.command,
        ReconcileCommand.command,
    ]

    static let all = CommandSet(
        program: "settei",
        purpose: "Settei keeps customers of a cloud from misconfiguring what they run.",
        version: version,
        commands: commands
    )

    /// Runs what `words` say (without the program's name) and returns the exit status.
    public static func run(_ words: [String]) async -> Int32 { await all.run(words).rawValue }

    static func run(_ words: [String], environment: [String: String], console: Console) async -> ExitStatus {
        await all.run(words, environment: environment, console: console)
    }
}
