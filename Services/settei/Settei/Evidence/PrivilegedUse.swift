import CommandLine
import JSON
import Messages

/// One use of special privileges, as the customer's own log or our records tell it.
struct PrivilegedUse: Hashable, Sendable {
    var time: Timestamp
    var actor: String
    var address: String?
    var action: String?
    var resource: String?
    /// The line of the customer's file, or the id of our message.
    var place: String
}

/// Reads the customer's log: CSV with a line of headings (RFC 4180), or one JSON object a line.
///
/// Needs `time` (RFC 3339) and `actor`; `address`, `action` and `resource` are compared where both sides have them; more is passed over.
struct PrivilegedUseReading: Sendable {
    private(set) var uses: [PrivilegedUse] = []
    /// What could not be read, as `line: reason`.
    private(set) var mistakes: [String] = []

    init(_ bytes: [UInt8]) {
        let first = bytes.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") { readJSON(bytes) } else { readCSV(bytes) }
    }

    private mutating func readJSON(_ bytes: [UInt8]) {
        let input = InputDocuments(bytes)
        mistakes = input.mistakes
        for document in input.documents {
            let root = document.document.root
            add("line \(document.line)", line: document.line) { name in
                root[name].flatMap { $0.isNull ? nil : $0.string ?? $0.description }
            }
        }
    }

    private mutating func readCSV(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            mistakes.append("1: the file is not UTF-8; save it as CSV UTF-8")
            return
        }
        var rows = CSVRows(bytes)
        guard let headings = rows.next() else {
            mistakes.append("1: the input is empty")
            return
        }
        let names = headings.cells.map { $0.trimmed.lowercased() }
        for name in ["time", "actor"] where !names.contains(name) {
            mistakes.append("1: no column '\(name)' among the headings \(names.joined(separator: ", "))")
        }
        guard mistakes.isEmpty else { return }
        while let row = rows.next() {
            add("line \(row.line)", line: row.line) { name in
                names.firstIndex(of: name).flatMap { row.cells.indices.contains($0) ? row.cells[$0].trimmed : nil }
            }
        }
        if let line = rows.unclosed { mistakes.append("\(line): a quote is not closed") }
    }

    private mutating func add(_ place: String, line: Int, _ field: (String) -> String?) {
        func text(_ name: String) -> String? { field(name).flatMap { $0.isEmpty ? nil : $0 } }
        guard let time = text("time") else { return mistakes.append("\(line): time is missing") }
        guard let moment = Timestamp(time) else {
            return mistakes.append("\(line): time takes RFC 3339 such as 2026-11-20T09:00:00+09:00, not '\(time)'")
        }
        guard let actor = text("actor") else { return mistakes.append("\(line): actor is missing") }
        uses.append(
            PrivilegedUse(
                time: moment,
                actor: actor,
                address: text("address"),
                action: text("action"),
                resource: text("resource"),
                place: place
            )
        )
    }
}

extension String {
    fileprivate var trimmed: String { trimmingPrefix(while: \.isWhitespace).reversedTrimmed }
}

extension Substring {
    fileprivate var reversedTrimmed: String { String(reversed().trimmingPrefix(while: \.isWhitespace).reversed()) }
}
