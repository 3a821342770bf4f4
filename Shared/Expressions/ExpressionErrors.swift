/// One mistake in an expression's text.
public struct ExpressionIssue: Sendable, Hashable {
    /// Where, in bytes from the start of the source.
    public let offset: Int

    /// What is wrong, in words that say what to do.
    public let message: String

    /// Makes an issue at a byte offset.
    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}

/// All mistakes found in an expression, in the order of the text.
public struct ExpressionErrors: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text with the mistakes.
    public let source: String

    /// The mistakes; never empty.
    public let issues: [ExpressionIssue]

    /// How many mistakes of one kind of look are told; after so many the text is something else than an expression.
    static let maximumIssues = 20

    init(source: String, issues: [ExpressionIssue]) {
        self.source = source
        self.issues = Array(Set(issues)).sorted { ($0.offset, $0.message) < ($1.offset, $1.message) }
    }

    /// Each mistake with its line and column, the line of the source, and a caret under the place.
    public var description: String {
        issues.map { issue in
            let place = SourcePlace(issue.offset, in: source)
            return "\(place.line):\(place.column): \(issue.message)\n | \(place.text)\n | \(place.indent)^"
        }.joined(separator: "\n")
    }
}

/// A byte offset as a person counts: line and column from 1, columns in characters.
public struct SourcePlace: Sendable, Equatable {
    /// The line, from 1.
    public let line: Int

    /// The column in characters, from 1.
    public let column: Int

    /// The line's text.
    let text: String

    /// Spaces and tabs up to the column.
    let indent: String

    /// Finds the line and column of a byte offset in `source`; an offset past the end means the end.
    public init(_ offset: Int, in source: String) {
        let bytes = Array(source.utf8)
        let offset = min(max(offset, 0), bytes.count)
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[offset...].firstIndex(of: newline) ?? bytes.count
        let before = String(decoding: bytes[start..<offset], as: UTF8.self)
        line = bytes[..<offset].count { $0 == newline } + 1
        column = before.count + 1
        text = String(decoding: bytes[start..<end], as: UTF8.self)
        indent = String(before.map { $0 == "\t" ? "\t" : " " })
    }
}
