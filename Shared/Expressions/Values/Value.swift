public import JSON

/// A value of an expression: a scalar, a collection that the expression made, or a view of a setting.
public indirect enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(Text)
    case bytes([UInt8])
    case list([Value])
    case map(ValueMap)
    case timestamp(Timestamp)
    /// A span in nanoseconds, as in cel-go: about 292 years to each side.
    case duration(nanoseconds: Int64)
    case type(TypeName)
    /// An optional value; nil is the empty one.
    case optional(Value?)
    /// A value of an extension's type such as an IP address, as its canonical text.
    case object(TypeName, text: String)
    /// A value inside a document, not copied; scalars among them count as their own kind.
    case json(JSONNode)

    /// Makes a string.
    public static func string(_ string: String) -> Value { .string(Text(string)) }

    /// A copy of the text of a string; nil for other kinds.
    public var text: Text? {
        switch self {
        case .string(let text): text
        case .json(let node): node.withUTF8 { Text(utf8: Array($0)) }
        default: nil
        }
    }

    /// The truth value; nil for other kinds.
    public var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .json(let node): node.bool
        default: nil
        }
    }

    /// The name of the type.
    public var typeName: TypeName {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        case .object(let name, _): name
        case .json(let node): TypeName(node.kind)
        }
    }
}
