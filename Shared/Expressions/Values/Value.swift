public import JSON

/// A value of an expression: a scalar, a collection that the expression made, or a view of a setting.
public enum Value: Sendable {
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
    /// A value inside a document, not copied; scalars among them count as their own kind.
    case json(JSONNode)

    /// Makes a string.
    public static func string(_ string: String) -> Value { .string(Text(string)) }

    /// A view of `node` in which numbers, truth values and null are already taken out.
    @inline(__always)
    init(resolving node: JSONNode) {
        self =
            switch node.kind {
            case .string, .array, .object: .json(node)
            case .null: .null
            case .bool: .bool(node.bool ?? false)
            case .int: .int(node.int ?? 0)
            case .uint: .uint(node.uint ?? 0)
            case .double: .double(node.double ?? 0)
            }
    }

    /// The same value, with a scalar inside a document taken out.
    @inline(__always)
    var resolved: Value {
        guard case .json(let node) = self else { return self }
        return Value(resolving: node)
    }

    /// Calls `body` with the bytes of a string, without copying them; nil for other kinds.
    @inline(__always)
    func withUTF8<R>(_ body: (UTF8View) -> R) -> R? {
        switch self {
        case .string(let text): text.utf8.withUnsafeBufferPointer(body)
        case .json(let node): node.withUTF8(body)
        default: nil
        }
    }

    /// A copy of the text of a string; nil for other kinds.
    public var text: Text? {
        if case .string(let text) = self { return text }
        return withUTF8 { Text(utf8: Array($0)) }
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
        case .json(let node): TypeName(node.kind)
        }
    }
}

/// The name of a type, as `type(x)` gives it.
public struct TypeName: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `int` or `google.protobuf.Timestamp`.
    public let description: String

    /// Makes a name.
    public init(_ name: String) { description = name }

    static let null = TypeName("null_type")
    static let bool = TypeName("bool")
    static let int = TypeName("int")
    static let uint = TypeName("uint")
    static let double = TypeName("double")
    static let string = TypeName("string")
    static let bytes = TypeName("bytes")
    static let list = TypeName("list")
    static let map = TypeName("map")
    static let timestamp = TypeName("google.protobuf.Timestamp")
    static let duration = TypeName("google.protobuf.Duration")
    static let type = TypeName("type")

    /// The types that an expression may name.
    static let all = [null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type]

    init(_ kind: JSONKind) {
        self =
            switch kind {
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .uint: .uint
            case .double: .double
            case .string: .string
            case .array: .list
            case .object: .map
            }
    }
}
