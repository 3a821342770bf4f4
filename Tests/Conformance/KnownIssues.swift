import Foundation
import JSON
import Testing

/// The cases that do not pass, grouped by the reason; one file for each collection of cases.
struct KnownIssues {
    /// The reason of each listed case.
    private(set) var reasons: [String: String] = [:]

    /// Begins a reason that nobody has looked at yet; such a one is written anew each time.
    private static let unread = "to look at: "

    /// Whether the lists are to be written instead of checked.
    private static var isToBeWritten: Bool { ProcessInfo.processInfo.environment["SETTEI_WRITE_KNOWN_ISSUES"] == "1" }

    private static func read(_ name: String) throws -> KnownIssues {
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

    /// Adds a case with what went wrong, to be replaced by a reason.
    mutating func add(_ id: String, problem: String) { reasons[id] = Self.unread + problem }

    /// Holds the list against what does not pass, or writes it; both are by id, with what went wrong.
    func compare(_ failing: [String: String], with name: String) throws {
        let listed = try Self.read(name)
        if Self.isToBeWritten { return try write(keeping: listed, to: name) }
        for (id, problem) in failing.sorted(by: { $0.key < $1.key }) where listed.reasons[id] == nil {
            Issue.record("\(id): \(problem)")
        }
        for id in listed.reasons.keys.sorted() where failing[id] == nil {
            Issue.record("\(id) passes and must not be listed in \(name)")
        }
    }

    /// Writes the list; a case that was listed keeps the reason a person gave it.
    private func write(keeping old: KnownIssues, to name: String) throws {
        var groups: [String: [String]] = [:]
        for (id, reason) in reasons {
            let known = old.reasons[id].flatMap { $0.hasPrefix(Self.unread) ? nil : $0 }
            groups[known ?? reason, default: []].append(id)
        }
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
