public import YAML

/// Declares one thing that an operator can set: its name, type, default and meaning.
///
/// The same key is `bus-endpoint:` in the file, `SETTEI_BUS_ENDPOINT` in the environment and `--bus-endpoint` as a flag;
/// a later one of these wins.
public struct ConfigurationKey<Value: Sendable>: Sendable {
    /// The name: lower-case words with hyphens.
    public let name: String
    /// The value when nobody sets one; nil when somebody must.
    public let defaultValue: Value?
    /// What it does, in one line; shown by `--help`.
    public let documentation: String
    /// The type, its unit and limits in words: `a duration such as 30s`.
    public let expectation: String
    /// Tells whether the value is never shown.
    public let isSecret: Bool
    let fromText: @Sendable (String) -> Value?
    let fromNode: @Sendable (YAMLNode) -> Value?
    let show: @Sendable (Value) -> String

    /// Declares a key of a type of the service's own.
    ///
    /// - Parameter expectation: completes "expected …".
    /// - Parameter fromText: reads the text of a variable, a flag or a YAML scalar; nil when it is wrong.
    public init(
        _ name: String,
        default defaultValue: Value?,
        _ documentation: String,
        expectation: String,
        isSecret: Bool = false,
        show: @escaping @Sendable (Value) -> String,
        fromText: @escaping @Sendable (String) -> Value?
    ) {
        self.init(
            name,
            defaultValue,
            documentation,
            expectation,
            isSecret,
            show: show,
            fromText: fromText,
            fromNode: { node in node.scalar.flatMap { fromText($0.text) } }
        )
    }

    init(
        _ name: String,
        _ defaultValue: Value?,
        _ documentation: String,
        _ expectation: String,
        _ isSecret: Bool = false,
        show: @escaping @Sendable (Value) -> String,
        fromText: @escaping @Sendable (String) -> Value?,
        fromNode: @escaping @Sendable (YAMLNode) -> Value?
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.documentation = documentation
        self.expectation = expectation
        self.isSecret = isSecret
        self.show = show
        self.fromText = fromText
        self.fromNode = fromNode
    }

    /// The same key, but nobody has to set it: nil when nobody does.
    public var optional: ConfigurationKey<Value?> {
        ConfigurationKey<Value?>(
            name,
            .some(defaultValue),
            documentation,
            expectation,
            isSecret,
            show: { value in value.map(show) ?? "" },
            fromText: { text in fromText(text).map { .some($0) } },
            fromNode: { node in fromNode(node).map { .some($0) } }
        )
    }

    /// The same key, but its value is never shown.
    public var secret: ConfigurationKey {
        ConfigurationKey(
            name,
            defaultValue,
            documentation,
            expectation,
            true,
            show: show,
            fromText: fromText,
            fromNode: fromNode
        )
    }
}

/// Is a ``ConfigurationKey`` of any type.
public protocol ConfigurationDeclaration: Sendable {
    /// The name: lower-case words with hyphens.
    var name: String { get }
    /// What it does, in one line.
    var documentation: String { get }
    /// The type in words.
    var expectation: String { get }
    /// Tells whether the value is never shown.
    var isSecret: Bool { get }
    /// Tells whether somebody must set it.
    var isRequired: Bool { get }
    /// The default as text; nil when there is none.
    var defaultText: String? { get }
    /// Reads the text of a variable or flag; nil when it is wrong.
    func setting(fromText text: String) -> Setting?
    /// Reads a value of the file; nil when it is wrong.
    func setting(fromNode node: YAMLNode) -> Setting?
    /// The default; nil when somebody must set it.
    var defaultSetting: Setting? { get }
}

/// Holds a value that was read for a key, and how to show it.
public struct Setting: Sendable {
    let value: any Sendable
    let text: String
}

extension ConfigurationKey: ConfigurationDeclaration {
    /// Tells whether somebody must set it.
    public var isRequired: Bool { defaultValue == nil }

    /// The default as text; nil when there is none, or an empty one.
    public var defaultText: String? {
        defaultValue.map(show).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads the text of a variable or flag; nil when it is wrong.
    public func setting(fromText text: String) -> Setting? { fromText(text).map(setting) }

    /// Reads a value of the file; nil when it is wrong.
    public func setting(fromNode node: YAMLNode) -> Setting? { fromNode(node).map(setting) }

    /// The default; nil when somebody must set it.
    public var defaultSetting: Setting? { defaultValue.map(setting) }

    private func setting(_ value: Value) -> Setting { Setting(value: ValueBox(value: value), text: show(value)) }
}

/// Keeps an optional value from being unwrapped by a cast.
struct ValueBox<Value: Sendable>: Sendable {
    let value: Value
}
