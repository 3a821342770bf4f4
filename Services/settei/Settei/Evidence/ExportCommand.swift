import Archive
import Bus
import CommandLine
import EvidenceExport
import Foundation
import JSON
import Messages
import Threading

/// `settei evidence export`: a tenant's evidence in one archive that anybody can verify.
enum ExportCommand {
    static let command = Command(
        "evidence export",
        "write a tenant's evidence, with its proofs, to one archive that anybody can verify",
        operands: "FILE.zip",
        options: [
            Option(
                "tenant",
                "TENANT",
                environment: "SETTEI_TENANT",
                "whose; an operator's key may give '' for the operators' log"
            ),
            Option("from", "TIME", "records from this time on"),
            Option("to", "TIME", "records before this time"),
            Option("resource", "KEY", "what concerns one resource, by its key"),
            Option("finding", "ID", "what concerns one finding"),
            Option("force", "write over a file that is there"),
        ] + Option.connection,
        examples: [
            "settei evidence export --tenant acme acme.zip",
            "settei evidence export --tenant acme --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z october.zip",
        ]
    ) { arguments, console in
        let path = try arguments.operand("FILE.zip")
        guard arguments.has("force") || !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.usage, "\(Console.printable(path)) is there already; --force writes over it")
        }
        let request = try request(arguments)
        do {
            try await Store.with(arguments) { store in try await export(request, to: path, store, console) }
        } catch let error as ArchiveError {
            throw CommandFailure(.inputOutput, Console.printable("\(error)"))
        }
        // What was written is what is handed on: it is read and verified as its receiver will.
        let report = try VerifyExportCommand.verify(path, ExportVerifier(), console)
        arguments.has("json") ? ExportReportText.json(report, console) : ExportReportText.show(report, console)
        return report.isValid ? .success : .negative
    }

    static func request(_ arguments: Arguments) throws -> QueryRequest {
        var request = QueryRequest(id: "export", op: .export)
        request.tenant = arguments["tenant"] == "" ? "" : try InputMistake.tenant(arguments["tenant"])
        request.from = try time("from", arguments)
        request.to = try time("to", arguments)
        request.resource = arguments["resource"]
        request.finding = arguments["finding"]
        request.limit = 500
        return request
    }

    private static func time(_ name: String, _ arguments: Arguments) throws -> Timestamp? {
        guard let text = arguments[name] else { return nil }
        guard let time = Timestamp(text) else {
            let example = "a time such as 2026-11-20T09:00:00Z"
            throw CommandFailure(.usage, "--\(name) takes \(example), not '\(Console.printable(text))'")
        }
        return time
    }

    private static func export(_ first: QueryRequest, to path: String, _ store: Store, _ console: Console) async throws
    {
        var request = first
        let begin = try await store.ask(request)
        guard let node = begin.body?.member("export") else {
            throw CommandFailure(.software, "the store's answer has no export")
        }
        let head = try ExportWriter.Head(node)
        let writer = try ExportWriter(path: path, head: head, time: WallClock.system.now().milliseconds / 1_000)
        var bar = ProgressBar("exporting", total: Int(clamping: head.manifest.size), on: console)
        defer { bar.end() }
        request.cursor = begin.next
        while request.cursor != nil {
            let page = try await store.ask(request)
            guard let records = page.body?.member("records") else {
                throw CommandFailure(.software, "the store's answer has no records")
            }
            for record in records.elements { try writer.add(try ExportRecord(record)) }
            request.cursor = page.next
            bar.show(place(page.header.cursor))
        }
        try writer.finish()
    }

    private static func place(_ cursor: String?) -> Int { cursor?.split(separator: ":").last.flatMap { Int($0) } ?? 0 }
}
