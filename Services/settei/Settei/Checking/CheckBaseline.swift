import CommandLine
import Foundation
import JSON
import Messages

/// Findings that were there before, and fail no build: a file beside the code, written by `--write-baseline`.
///
/// One finding a line, in the order of resource and rule, so that a change of it can be reviewed.
struct CheckBaseline: Sendable {
    private static let kind = "CheckBaseline"

    private let ids: Set<String>

    /// Reads a baseline.
    /// - Throws: ``CommandFailure`` where the file cannot be read or is none.
    init(reading path: String) throws {
        let bytes = try InputDocuments.bytes(of: path, upTo: 64 << 20)
        let root: JSONNode
        do {
            root = try JSONDocument(bytes, limits: InputDocuments.limits).root
        } catch {
            throw CommandFailure(.badInput, "\(Console.printable(path)): \(error)")
        }
        guard root.member("kind")?.string == Self.kind, let findings = root.member("findings") else {
            throw CommandFailure(.badInput, "\(Console.printable(path)) is no baseline; --write-baseline writes one")
        }
        ids = Set(findings.elements.compactMap { $0.member("finding")?.string })
    }

    func contains(_ id: String) -> Bool { ids.contains(id) }

    /// Writes what a check found as known from now on.
    static func write(_ report: CheckReport, to path: String) throws {
        do {
            try Data(text(of: report).utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            let reason = CommandFailure.reason(of: error)
            throw CommandFailure(.inputOutput, "cannot write \(Console.printable(path)): \(reason)")
        }
    }

    static func text(of report: CheckReport) -> String {
        let lines = report.findings.sorted { ($0.name, $0.outcome.rule, $0.id) < ($1.name, $1.outcome.rule, $1.id) }.map
        {
            finding in
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("finding", finding.id)
            writer.member("rule", finding.outcome.rule)
            writer.member("resource", finding.name)
            writer.endObject()
            return "  " + writer.text
        }
        let body = lines.isEmpty ? "" : "\n" + lines.joined(separator: ",\n") + "\n"
        return #"{"apiVersion":"settei/v1","kind":"\#(kind)","findings":[\#(body)]}"# + "\n"
    }
}
