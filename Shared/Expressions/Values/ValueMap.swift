/// A map that an expression made: entries in order, found by key.
///
/// Numbers that are equal are one key, whatever their type.
public struct ValueMap: Sendable {
    /// The entries in the order they were written.
    public private(set) var entries: [(key: Value, value: Value)] = []

    private var positions: [OperandMap.Key: Int] = [:]

    /// Makes an empty map.
    public init() {}

    init(_ map: OperandMap) {
        for (key, value) in map.entries { _ = insert(Value(key), Value(value)) }
    }

    /// The value of a key; nil when absent.
    public subscript(_ key: Value) -> Value? {
        guard let key = OperandMap.Key(Operand(key)), let position = positions[key] else { return nil }
        return entries[position].value
    }

    /// Adds an entry; false and unchanged when the key is there already or is of a kind that cannot be one.
    public mutating func insert(_ key: Value, _ value: Value) -> Bool {
        guard let found = OperandMap.Key(Operand(key), whole: false), positions[found] == nil else { return false }
        positions[found] = entries.count
        entries.append((key, value))
        return true
    }
}
