import CommandLine
import SQL

/// `evidence-store move`: copies a journal from its files into a database, and verifies it there.
enum MoveTool {
    static let command = Command(
        "move",
        "copy a journal from its files into an empty PostgreSQL database, and verify it there",
        options: [
            Option("from", "DIRECTORY", "the journal in files; default var/journal"),
            Option("to", "URL", "an empty database: postgresql://USER@HOST/DATABASE"),
        ] + JournalOptions.options.filter { $0.name != "journal" } + [
            Option("threads", "COUNT", "threads that verify; default 2")
        ],
        examples: [
            "settei journal move --from var/journal --to postgresql://settei@db.example/settei"
        ]
    ) { arguments, console in
        guard let url = arguments["to"] else { throw CommandFailure(.usage, "--to is missing: the database's URL") }
        guard DatabaseServer.isURL(url) else {
            throw CommandFailure(.usage, MoveError.noTarget(Console.printable(url)).description)
        }
        let options = try JournalOptions(arguments, journal: arguments["from"] ?? "var/journal")
        var move = JournalMove(source: options.configuration, target: try JournalOptions.server(url, "--to"))
        move.threads = try arguments.integer("threads", in: 1...64, default: 2)
        return try run(move, console)
    }

    private static func run(_ move: JournalMove, _ console: Console) throws -> ExitStatus {
        var bar: (what: String, bar: ProgressBar)?
        defer { bar?.bar.end() }
        do {
            let report = try move.run { what, done, total in
                if bar?.what != what {
                    bar?.bar.end()
                    bar = (what, ProgressBar(what, total: total, on: console))
                }
                bar?.bar.show(done)
            }
            bar?.bar.end()
            bar = nil
            return show(report, move, console)
        } catch let error as SQLError where error.isConnection {
            throw CommandFailure(.unavailable, error.description)
        } catch let error as MoveError {
            throw CommandFailure(.badInput, error.description)
        } catch {
            throw CommandFailure(.badInput, "\(move.source.directory): \(JournalError(any: error))")
        }
    }

    private static func show(_ report: JournalMove.Report, _ move: JournalMove, _ console: Console) -> ExitStatus {
        let rows = report.rows.values.reduce(0, +)
        console.line("\(report.rows.count) tables, \(rows) rows: the same in \(Console.printable(move.target.url))")
        let status = VerifyTool.show(report.evidence, hasKeys: true, console)
        let (directory, keys) = (Console.printable(move.source.directory), move.source.keys)
        guard status == .success else {
            console.note(
                "stores do not open what is not as recorded: see settei evidence verify --journal \(directory)"
            )
            return status
        }
        console.note("set for the evidence-stores: journal: \(Console.printable(move.target.url))")
        console.note(
            Console.printable("… keystore: \(keys.keystore), signing-key: \(keys.signing), and the same master key")
        )
        console.note("\(directory) is as it was; no store may write to it any more: put it away")
        return status
    }
}
