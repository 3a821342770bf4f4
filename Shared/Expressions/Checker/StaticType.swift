/// What is known of a part's type before evaluation; what comes from a setting without a schema is `dyn`.
///
/// Source: CEL language definition, "Gradual Type Checking".
public indirect enum StaticType: Sendable, Hashable {
    /// Anything; fits everywhere.
    case dyn
    /// A type of one value or of scalars.
    case null, bool, int, uint, double, string, bytes, timestamp, duration
    /// An int, uint or double: what a number in JSON may be.
    case number
    /// A string that is one of these.
    case choice([String])
    /// A type as a value: `type(x)`, or a name such as `int`.
    case type(StaticType)
    /// A list and what its elements are.
    case list(StaticType)
    /// A map and what its keys and values are.
    case map(StaticType, StaticType)
    /// An optional value and what is in it.
    case optional(StaticType)
    /// A scalar or null.
    case wrapper(StaticType)
    /// An object whose fields a schema declares.
    case record(RecordType)
    /// A type of an extension, such as `ip`, with its parameters.
    case abstract(String, [StaticType])
    /// A type that a signature leaves open, alike everywhere in it.
    case parameter(String)
}

extension StaticType: CustomStringConvertible {
    /// The name as CEL writes it.
    public var description: String {
        switch self {
        case .null: "null_type"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .number: "dyn"
        case .record(let type): type.name
        case .optional(let value): "optional_type(\(value))"
        case .wrapper(let value): "wrapper(\(value))"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .abstract(let name, let parameters):
            parameters.isEmpty ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
        default: words
        }
    }

    /// The name as messages and signatures write it.
    var words: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string, .choice: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .number: "number"
        case .type: "type"
        case .list(let element): "list(\(element.words))"
        case .map(let key, let value): "map(\(key.words), \(value.words))"
        case .optional(let value): "optional(\(value.words))"
        case .wrapper(let value): "\(value.words) or null"
        case .record: "object"
        case .abstract(let name, let parameters):
            parameters.isEmpty ? name : "\(name)(\(parameters.map(\.words).joined(separator: ", ")))"
        case .parameter(let name): name.first == Substitution.mark ? "dyn" : name
        }
    }
}

extension StaticType {
    var isNumber: Bool { [.int, .uint, .double, .number].contains(unwrapped) }

    /// Without the null that it may also be.
    var unwrapped: StaticType {
        if case .wrapper(let value) = self { return value }
        return self
    }

    /// Whether it may be null besides what it is.
    ///
    /// Source: the specification's cases "legacy_nullable_types" and "wrappers".
    var isNullable: Bool {
        switch self {
        case .wrapper, .timestamp, .duration, .optional, .record, .abstract, .null, .dyn, .parameter: true
        default: false
        }
    }

    /// Any type of text is plain text, and any record a map, where only that counts.
    var plain: StaticType {
        switch self {
        case .choice: .string
        case .record: .map(.string, .dyn)
        default: self
        }
    }

    /// The type of a literal.
    init(_ value: Syntax.Literal) {
        self =
            switch value {
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .uint: .uint
            case .double: .double
            case .string: .string
            case .bytes: .bytes
            }
    }
}
