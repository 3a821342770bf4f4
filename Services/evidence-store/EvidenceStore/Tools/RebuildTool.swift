import CommandLine
import Messages
import Threading

/// `evidence-store rebuild`: makes every table that follows from the messages again, or says which rows are not what they give.
enum RebuildTool {
    static let command = Command(
        "rebuild",
        "make posture, findings, obligations and indexes again from the messages",
        options: JournalOptions.options + [
            Option("check", "change nothing; name the rows that are not what the messages give")
        ],
        examples: ["evidence-store rebuild --check", "evidence-store rebuild --journal var/journal"]
    ) { arguments, console in
        try run(try JournalOptions(arguments).configuration, isCheck: arguments.has("check"), console)
    }

    /// Reads the whole journal once.
    ///
    /// A check disturbs no running store; the making needs the journal for itself.
    static func run(_ configuration: JournalConfiguration, isCheck: Bool, _ console: Console) throws -> ExitStatus {
        do {
            return isCheck ? try check(configuration, console) : try make(configuration, console)
        } catch {
            throw CommandFailure(.badInput, "\(configuration.directory): \(JournalError(any: error))")
        }
    }

    private static func check(_ configuration: JournalConfiguration, _ console: Console) throws -> ExitStatus {
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let differences = try Rebuild.differences(in: configuration, now: now)
        for difference in differences { console.line(Console.printable(difference)) }
        console.line(
            differences.isEmpty
                ? "every row is what its messages give" : "\(differences.count) rows differ: see rebuild"
        )
        return differences.isEmpty ? .success : .negative
    }

    private static func make(_ configuration: JournalConfiguration, _ console: Console) throws -> ExitStatus {
        let objections = try Rebuild.replaceTables(of: configuration)
        for objection in objections { console.line(Console.printable(objection)) }
        console.line("made again from the messages")
        return objections.isEmpty ? .success : .negative
    }
}
