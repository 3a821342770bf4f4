public import Diagnostics

/// Holds one value of a YAML file with its place, so that every mistake can be shown where it was made.
public struct YAMLNode: Sendable {
    /// Says what a node is.
    public enum Content: Sendable {
        /// A single value.
        case scalar(YAMLScalar)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in the file's order; no key occurs twice.
        case mapping([YAMLMember])
    }

    /// The value itself.
    public let content: Content
    /// The file that it stands in.
    public let source: SourceFile
    /// Where it begins: for a block mapping its first key, for a text its quote.
    public let start: SourcePosition
    /// Where it ends; for block values the beginning of what comes next.
    public let end: SourcePosition
    /// The tag before it, such as `!Ref`; nil for none, and always where tags are refused.
    public private(set) var tag: String?

    /// Makes a node of its parts.
    init(content: Content, source: SourceFile, start: SourcePosition, end: SourcePosition, tag: String? = nil) {
        self.content = content
        self.source = source
        self.start = start
        self.end = end
        self.tag = tag
    }

    /// The scalar; nil for lists and mappings.
    public var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// The elements of a list; nil for anything else.
    public var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    /// The members of a mapping; nil for anything else.
    public var members: [YAMLMember]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The value of a mapping's key; nil when there is none or this is no mapping.
    public subscript(_ key: String) -> YAMLNode? {
        members?.first { $0.name == key }?.value
    }

    /// The text; nil for anything else, also for numbers without quotes.
    public var string: String? {
        if case .text(let text) = scalar?.value { text } else { nil }
    }

    /// The integer; nil for anything else and outside of Int.
    public var int: Int? {
        if case .int(let value) = scalar?.value { Int(exactly: value) } else { nil }
    }

    /// The number, integers included; nil for anything else.
    public var double: Double? {
        switch scalar?.value {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The truth value; nil for anything but `true` and `false`.
    public var bool: Bool? {
        if case .bool(let value) = scalar?.value { value } else { nil }
    }

    /// Tells whether the value is `null`, `~` or nothing.
    public var isNull: Bool {
        if case .null = scalar?.value { true } else { false }
    }

    /// The value in a few words, for messages: `the number 3`, `a list`.
    public var summary: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar): scalar.summary
        }
    }
}

/// Holds one key of a mapping and its value.
public struct YAMLMember: Sendable {
    /// The key with its place.
    public let key: YAMLNode
    /// The key's text as it was written, without quotes.
    public let name: String
    /// What it is set to.
    public let value: YAMLNode
}

extension YAMLNode {
    /// Returns a diagnostic about this node: its place, and its length when it is on one line.
    public func diagnostic(
        _ severity: Diagnostic.Severity,
        _ message: String,
        hint: String? = nil
    ) -> Diagnostic {
        var length = 1
        if case .scalar = content, start.line == end.line { length = max(end.column - start.column, 1) }
        return Diagnostic(severity, message, in: source, at: start, length: length, hint: hint)
    }
}
