public import Diagnostics
public import Messages
import YAML

/// The text of `principals.yaml`, which people write too: entries come and go, and every other line stays as it is.
public struct PrincipalListText: Sendable {
    /// The text as it is now.
    public private(set) var text: String
    /// What it says.
    public private(set) var list: PrincipalList
    private let file: String

    /// Reads a text; nil where it has any mistake, which is then in `sink`.
    public init?(_ text: String, file: String, into sink: DiagnosticSink) {
        guard let list = Self.read(text, file, into: sink) else { return nil }
        self.text = text
        self.list = list
        self.file = file
    }

    /// Adds an entry below the last one.
    /// - Throws: `Diagnostics` where the result would be no list of principals, such as with a key that is there already.
    public mutating func add(_ principal: Principal, key: String, expires: Timestamp? = nil) throws(Diagnostics) {
        var lines = lines
        let entries = try places()
        let line = Self.entry(principal, key: key, expires: expires)
        if let last = entries.last {
            lines.insert(last.indent + line + ending, at: last.lines.upperBound + 1)
        } else {
            try openEmpty(&lines, line)
        }
        var expected = list
        expected.add(principal, key: key, expires: expires)
        try replace(with: lines, expecting: Set(expected.byKey.keys))
    }

    /// Takes entries out, those of these keys.
    /// - Throws: `Diagnostics` where the file is written so that lines cannot be taken out; nothing is changed then.
    public mutating func remove(keys: Set<String>) throws(Diagnostics) {
        var lines = lines
        let entries = try places()
        let gone = entries.filter { keys.contains($0.key) }
        if gone.count == entries.count, let first = gone.first {
            // A list without elements must say so itself, and stand further in than its key, which its elements need not.
            let key = lines[..<first.lines.lowerBound].last { $0.contains("principals") }?.prefix { $0 == " " } ?? ""
            let indent = first.indent.count > key.count ? first.indent : "\(key)  "
            lines.insert("\(indent)[]\(ending)", at: first.lines.lowerBound)
            for entry in gone.reversed() {
                lines.removeSubrange(entry.lines.lowerBound + 1...entry.lines.upperBound + 1)
            }
        } else {
            for entry in gone.reversed() { lines.removeSubrange(entry.lines) }
        }
        try replace(with: lines, expecting: Set(list.byKey.keys).subtracting(keys))
    }

    /// One entry on one line, as `settei` writes it.
    public static func entry(_ principal: Principal, key: String, expires: Timestamp? = nil) -> String {
        var fields = ["name: \(principal.name)", "role: \(principal.role.rawValue)"]
        func list(_ name: String, _ words: some Collection<String>) {
            fields.append("\(name): [\(words.sorted().joined(separator: ", "))]")
        }
        if !principal.role.hasAllTenants { list("tenants", principal.tenants.map(Array.init) ?? ["\"*\""]) }
        if let publish = principal.publish { list("publish", publish.map(\.rawValue)) }
        if let query = principal.query { list("query", query.map(\.rawValue)) }
        if let limits = principal.limits {
            let set = FlowLimits.fields.compactMap { field in limits[keyPath: field.path].map { "\(field.name): \($0)" }
            }
            fields.append("limits: { \(set.joined(separator: ", ")) }")
        }
        if let expires { fields.append("expires: \(expires.text)") }
        fields.append("key: \"\(key)\"")
        return "- { \(fields.joined(separator: ", ")) }"
    }

    /// Where an entry stands, in lines from 0.
    private struct Place {
        let key: String
        let lines: ClosedRange<Int>
        let indent: String
    }

    /// Without their line feeds; carriage returns stay.
    private var lines: [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// What a new line ends with before its line feed, as the others do.
    private var ending: String { text.utf8.contains(UInt8(ascii: "\r")) ? "\r" : "" }

    private static func read(_ text: String, _ file: String, into sink: DiagnosticSink) -> PrincipalList? {
        YAMLNode.parseDocument(Array(text.utf8), file: file, into: sink).flatMap { PrincipalList.read($0, into: sink) }
    }

    private func places() throws(Diagnostics) -> [Place] {
        let sink = DiagnosticSink()
        let root = YAMLNode.parseDocument(Array(text.utf8), file: file, into: sink)
        let lines = lines
        guard root?.source.lineCount ?? lines.count == lines.count else {
            throw Diagnostics([
                Diagnostic(.error, "has lines that end without a line feed; change it by hand", file: file)
            ])
        }
        var found: [Place] = []
        for entry in root?["principals"]?.elements ?? [] {
            var first = entry.start.line - 1
            func begins(_ line: Int) -> Bool { lines[line].drop { $0 == " " }.first == "-" }
            while first > 0, !begins(first) { first -= 1 }
            let last = Self.lastLine(of: entry) - 1
            let isAlone = begins(first) && first <= last && (found.last.map { $0.lines.upperBound < first } ?? true)
            guard isAlone, let key = entry["key"]?.string else {
                let hint = "put every entry on lines of its own, each after a '-'"
                sink.append(
                    entry.diagnostic(.error, "entries written like this can only be changed by hand", hint: hint)
                )
                throw sink.diagnostics
            }
            found.append(Place(key: key, lines: first...last, indent: String(lines[first].prefix { $0 == " " })))
        }
        return found
    }

    /// A block's own end is where the next thing begins; its last scalar's is its own.
    private static func lastLine(of node: YAMLNode) -> Int {
        let line = node.source.line(node.start.line) ?? ""
        let first = line.unicodeScalars.dropFirst(node.start.column - 1).first
        let isFlow = first == "{" || first == "["
        switch node.content {
        case .mapping(let members) where !isFlow: return members.map { lastLine(of: $0.value) }.max() ?? node.end.line
        case .sequence(let elements) where !isFlow: return elements.map(lastLine).max() ?? node.end.line
        default: return node.end.line
        }
    }

    /// `principals: []`, or `principals:` with `[]` below it.
    private func openEmpty(_ lines: inout [String], _ entry: String) throws(Diagnostics) {
        guard let place = lines.lastIndex(where: { $0.contains("[]") }), let range = lines[place].firstRange(of: "[]")
        else {
            throw Diagnostics([
                Diagnostic(.error, "no place to put an entry was found; write the first by hand", file: file)
            ])
        }
        let before = lines[place][..<range.lowerBound]
        if before.allSatisfy({ $0 == " " }) {
            lines[place].replaceSubrange(range, with: entry)
        } else {
            lines[place].removeSubrange(range)
            while lines[place].last == " " { lines[place].removeLast() }
            lines.insert("  " + entry + ending, at: place + 1)
        }
    }

    /// Takes the lines over if they say what they should: what cannot be read again must not be written.
    private mutating func replace(with lines: [String], expecting keys: Set<String>) throws(Diagnostics) {
        let new = lines.joined(separator: "\n")
        let sink = DiagnosticSink()
        guard let read = Self.read(new, file, into: sink) else { throw sink.diagnostics }
        let isSame = read.byKey.values.allSatisfy { entry in
            list.byKey[entry.key].map { $0.principal.hasSameRights(as: entry.principal) && $0.expires == entry.expires }
                ?? true
        }
        guard Set(read.byKey.keys) == keys, isSame else {
            throw Diagnostics([Diagnostic(.error, "is written so that it can only be changed by hand", file: file)])
        }
        text = new
        list = read
    }
}
