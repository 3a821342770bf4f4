/// Holds a scalar: its text, how it was written, and what it means in YAML 1.2's core schema.
public struct YAMLScalar: Sendable, Hashable {
    /// Says how a scalar was written.
    public enum Style: Sendable {
        /// Without quotes.
        case plain
        /// In `'…'`.
        case singleQuoted
        /// In `"…"`, with escapes.
        case doubleQuoted
        /// After `|`.
        case literal
        /// After `>`.
        case folded
    }

    /// Says what a scalar means.
    public enum Value: Sendable, Hashable {
        /// `null`, `~` or nothing.
        case null
        /// `true` or `false`.
        case bool(Bool)
        /// An integer.
        case int(Int64)
        /// An integer above Int64's largest.
        case uint(UInt64)
        /// A number with a fraction or an exponent, or an integer beyond 64 bits.
        case double(Double)
        /// Anything else, and everything in quotes or a block.
        case text(String)
    }

    /// The text without quotes, with escapes and folding resolved.
    public let text: String
    /// How it was written.
    public let style: Style
    /// What it means.
    public let value: Value

    /// Takes a scalar; only a plain one without a `!!str` tag can mean something other than text.
    init(text: String, style: Style, isTaggedText: Bool) {
        self.text = text
        self.style = style
        value = style == .plain && !isTaggedText ? CoreSchema.value(of: text) : .text(text)
    }

    var summary: String {
        switch value {
        case .null: "nothing"
        case .bool(let value): "the truth value \(value)"
        case .int, .uint, .double: "the number \(text)"
        case .text(let text): text.count <= 40 ? "the text \"\(text)\"" : "a text of \(text.count) characters"
        }
    }
}
