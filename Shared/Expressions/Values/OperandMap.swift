/// A map that an expression made: entries in order, found by key.
///
/// Numbers that are equal are one key, whatever their type.
struct OperandMap: Sendable {
    private(set) var entries: [(key: Operand, value: Operand)] = []
    private var positions: [Key: Int] = [:]

    init() {}

    init(_ map: ValueMap) {
        for (key, value) in map.entries { _ = insert(Operand(key).resolved, Operand(value).resolved) }
    }

    /// The value of a key; nil when absent.
    subscript(_ key: Operand) -> Operand? {
        guard let key = Key(key), let position = positions[key] else { return nil }
        return entries[position].value
    }

    /// Adds an entry; false and unchanged when the key is there already or is of a kind that cannot be one.
    mutating func insert(_ key: Operand, _ value: Operand) -> Bool {
        guard let found = Key(key, whole: false), positions[found] == nil else { return false }
        positions[found] = entries.count
        entries.append((key, value))
        return true
    }

    /// Whether a value can be a key at all: strings, truth values and integers can.
    static func canBeKey(_ value: Operand) -> Bool { Key(value, whole: false) != nil }

    /// What keys are compared by.
    enum Key: Hashable, Sendable {
        case bool(Bool), int(Int64), uint(UInt64), text(Text)

        /// `whole` lets doubles without a fraction find integer keys; they are no keys themselves.
        init?(_ value: Operand, whole: Bool = true) {
            switch value.resolved {
            case .bool(let value): self = .bool(value)
            case .int(let value): self = .int(value)
            case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
            case .double(let value):
                guard whole else { return nil }
                if let value = Int64(exactly: value) {
                    self = .int(value)
                } else if let value = UInt64(exactly: value) {
                    self = .uint(value)
                } else {
                    return nil
                }
            default:
                guard let text = value.text else { return nil }
                self = .text(text)
            }
        }
    }
}
