import CommandLine
import Messages
import SQL
import Threading

/// `evidence-store retention`: what the policy would erase, for which the running store destroys the keys once a day.
enum RetentionTool {
    static let command = Command(
        "retention",
        "list what the retention policy would erase now, and what holds keep of it; erases nothing",
        options: JournalOptions.options + policy + [Option("dry-run", "only list: what is done without it too")],
        examples: [
            "settei evidence retention --dry-run",
            "settei evidence retention --retention-settings=84 --retention-notices=13",
        ]
    ) { arguments, console in
        let options = try JournalOptions(arguments)
        let vault = try options.vault()
        let policy = try policy(arguments)
        do {
            let database = try JournalFile.openForReading(options.configuration.directory)
            let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
            let rows = try RetentionForecast(in: database, vault: vault).rows(policy, at: now)
            show(rows, policy, console)
        } catch {
            throw CommandFailure(.badInput, "\(options.configuration.directory): \(JournalError(any: error))")
        }
        return .success
    }

    /// Named as the service's settings are.
    static let policy = RetentionClass.allCases.map { type in
        let name = type.name.rawValue
        return Option(
            "retention-\(name)",
            "MONTHS",
            environment: "SETTEI_RETENTION_\(name.uppercased())",
            "how long \(name) are kept; default 0: for ever"
        )
    }

    private static func policy(_ arguments: Arguments) throws -> RetentionPolicy {
        var policy = RetentionPolicy()
        for type in RetentionClass.allCases {
            let months = try arguments.integer("retention-\(type.name.rawValue)", in: 0...1_200, default: 0)
            if months > 0 { policy.months[type] = months }
        }
        return policy
    }

    static func show(_ rows: [RetentionForecast.Row], _ policy: RetentionPolicy, _ console: Console) {
        guard !policy.months.isEmpty else { return console.line("every class is kept for ever: nothing is erased") }
        guard !rows.isEmpty else { return console.line("nothing is older than the policy keeps it") }
        console.table(
            ["TENANT", "CLASS", "MONTHS", "KEYS", "RECORDS", "HELD", "HOLDS"],
            rows.map { row in
                [
                    Console.printable(row.tenant.isEmpty ? "(operators)" : row.tenant), row.type.name.rawValue,
                    "\(month(row.months.lowerBound)) – \(month(row.months.upperBound))", String(row.keys),
                    String(row.records), String(row.held),
                    Console.printable(row.holds.joined(separator: " ")) + (row.isRefused ? " (keeps all)" : ""),
                ]
            }
        )
        let erased = rows.filter { !$0.isRefused }
        let keys = erased.reduce(0) { $0 + $1.keys }
        let records = erased.reduce(0) { $0 + $1.records }
        let held = erased.reduce(0) { $0 + $1.held }
        console.line("the running store would destroy \(keys) keys of \(records) records, of which holds keep \(held)")
    }

    private static func month(_ number: Int32) -> String {
        let month = number % 100
        return "\(number / 100)-\(month < 10 ? "0" : "")\(month)"
    }
}
