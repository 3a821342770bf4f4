import Diagnostics
import Foundation

/// The `settei` command line: finds the command, reads its options, runs it.
public enum SetteiCommand: Sendable {
    /// The release, as `--version` prints it.
    public static let version = "0.1.0"

    static let commands: [Command] = [
        PublishCommand.publish, FindingsCommand.list, MessagesCommand.tail, MessagesCommand.replay,
        StatusCommand.status,
        DeadLettersCommand.list,
        DeadLettersCommand.retry, NotifyCommand.test, CheckCommand.check, RulesCommand.lint, RulesCommand.test,
        RulesExplainCommand.explain, RulesCoverageCommand.coverage, MappingsCommand.lint,
        CelCommand.cel, KeysCommand.new,
    ]

    /// Runs what `words` say (without the program's name) and returns the exit status.
    public static func run(_ words: [String]) async -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let console = Console.standard(environment: environment)
        return await run(words, environment: environment, console: console).rawValue
    }

    static func run(_ words: [String], environment: [String: String], console: Console) async -> ExitStatus {
        // `settei help cel` is `settei cel --help`.
        let words = words.first == "help" && words.count > 1 ? words.dropFirst() + ["--help"] : words
        switch words.first {
        case nil:
            console.error(Help.overview(of: commands))
            return .usage
        case "help", "--help", "-h":
            console.output(Help.overview(of: commands))
            return .success
        case "--version":
            console.line("settei \(version)")
            return .success
        default: break
        }
        if let group = group(words) {
            let asked = words.count > 1
            (asked ? console.output : console.error)(Help.overview(of: group))
            return asked ? .success : .usage
        }
        guard let (command, rest) = find(words) else {
            let tried = words.prefix(2).filter { !$0.hasPrefix("-") }.joined(separator: " ")
            let near =
                Suggestion.nearest(to: tried, among: commands.map(\.name)).map { "; did you mean 'settei \($0)'?" }
                ?? ""
            console.note("settei: no command '\(Console.printable(tried))'\(near)\nsee: settei --help")
            return .usage
        }
        if rest.contains("--help") || rest.contains("-h") {
            console.output(Help.page(for: command))
            return .success
        }
        do {
            return try await command.run(try Arguments(rest, for: command, environment: environment), console)
        } catch let failure as CommandFailure {
            console.note("settei: \(failure)")
            return failure.status
        } catch {
            console.note("settei: \(error)")
            return .software
        }
    }

    /// The commands that begin with a word, where it stands alone or asks for help.
    private static func group(_ words: [String]) -> [Command]? {
        guard words.dropFirst().allSatisfy({ $0 == "--help" || $0 == "-h" }) else { return nil }
        let found = commands.filter { $0.name.hasPrefix(words[0] + " ") }
        return found.isEmpty ? nil : found
    }

    /// The command with the most words that `words` begin with.
    private static func find(_ words: [String]) -> (Command, [String])? {
        for count in [2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name }) {
                return (command, Array(words.dropFirst(count)))
            }
        }
        return nil
    }
}
