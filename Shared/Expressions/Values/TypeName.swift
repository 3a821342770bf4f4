import JSON

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
