import Foundation
import JSON

/// The cases that do not pass, grouped by the reason; one file for each collection of cases.
struct KnownIssues {
    /// The reason of each listed case.
    private(set) var reasons: [String: String] = [:]

    /// Whether the lists are to be written instead of checked.
    static var isToBeWritten: Bool { ProcessInfo.processInfo.environment["SETTEI_WRITE_KNOWN_ISSUES"] == "1" }

    static func read(_ name: String) throws -> KnownIssues {
        var issues = KnownIssues()
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
        for group in try JSONDocument(Array(Data(contentsOf: file))).root.elements {
            for id in group["cases"]?.elements.map(\.string) ?? [] {
                issues.add(id ?? "", reason: group["reason"]?.string ?? "")
            }
        }
        return issues
    }

    mutating func add(_ id: String, reason: String) { reasons[id] = reason }

    /// Writes the list; a case that was listed keeps the reason a person gave it.
    func write(keeping old: KnownIssues, to name: String = "known-issues.json") throws {
        var groups: [String: [String]] = [:]
        for (id, reason) in reasons { groups[old.reasons[id] ?? reason, default: []].append(id) }
        let lines = groups.sorted { $0.key < $1.key }.map { reason, ids in
            let cases = ids.sorted().map { "      \(Self.quoted($0))" }.joined(separator: ",\n")
            return "  {\n    \"reason\": \(Self.quoted(reason)),\n    \"cases\": [\n\(cases)\n    ]\n  }"
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
        try Data("[\n\(lines.joined(separator: ",\n"))\n]\n".utf8).write(to: file)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}
