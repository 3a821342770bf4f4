/// A map that an expression made: entries in order, found by key.
///
/// Numbers that are equal are one key, whatever their type.
public struct ValueMap: Sendable {
    /// The entries in the order they were written.
    public private(set) var entries: [(key: Value, value: Value)] = []

    private var positions: [Key: Int] = [:]

    /// What keys are compared by.
    private enum Key: Hashable, Sendable {
        case bool(Bool), int(Int64), uint(UInt64), text(Text)

        init?(_ value: Value) {
            switch value {
            case .bool(let value): self = .bool(value)
            case .int(let value): self = .int(value)
            case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
            default:
                guard let text = value.text else { return nil }
                self = .text(text)
            }
        }
    }

    /// Makes an empty map.
    public init() {}

    /// The value of a key; nil when absent.
    public subscript(_ key: Value) -> Value? {
        guard let key = Key(key), let position = positions[key] else { return nil }
        return entries[position].value
    }

    /// Adds an entry; false and unchanged when the key is there already or is of a kind that cannot be one.
    public mutating func insert(_ key: Value, _ value: Value) -> Bool {
        guard let found = Key(key), positions[found] == nil else { return false }
        positions[found] = entries.count
        entries.append((key, value))
        return true
    }
}
