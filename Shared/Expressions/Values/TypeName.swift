import JSON

/// The name of a type, as `type(x)` gives it.
public struct TypeName: Sendable, Hashable, CustomStringConvertible {
    private let name: StaticString

    /// Makes a name.
    init(_ name: StaticString) { self.name = name }

    /// The name, such as `int` or `google.protobuf.Timestamp`.
    public var description: String { name.description }

    /// Whether both are the same name.
    public static func == (a: TypeName, b: TypeName) -> Bool { a.utf8.isEqual(b.utf8) }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(utf8)) }

    private var utf8: UTF8View { UTF8View(start: name.utf8Start, count: name.utf8CodeUnitCount) }

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
    static let optional = TypeName("optional_type")

    /// The types that an expression may name.
    static let all =
        [null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type, optional]
        + ObjectType.allCases.map(\.typeName)

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
