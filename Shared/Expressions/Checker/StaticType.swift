/// What is known of a part's type before evaluation; settings are `dyn`.
public indirect enum StaticType: Sendable, Hashable, CustomStringConvertible {
    case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration, type
    case list(StaticType)
    case map(StaticType, StaticType)

    /// The name as CEL writes it.
    public var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        }
    }

    var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// The type of a collection that holds both; `dyn` when they differ.
    func joined(_ other: StaticType) -> StaticType {
        switch (self, other) {
        case (.list(let a), .list(let b)): .list(a.joined(b))
        case (.map(let ak, let av), .map(let bk, let bv)): .map(ak.joined(bk), av.joined(bv))
        default: self == other ? self : .dyn
        }
    }

    /// Whether values of both types could be equal.
    func mayEqual(_ other: StaticType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn), (.null, _), (_, .null): true
        case (.list, .list), (.map, .map): true
        default: self == other || (isNumber && other.isNumber)
        }
    }
}
