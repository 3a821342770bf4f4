public import JSON

/// The values of an environment's variables, by their slot: the order in which they were declared.
public struct Bindings: Sendable {
    private(set) var slots: [Value?]

    /// The same values as an evaluation wants them; they live as long as ``slots``.
    private(set) var operands: [Operand?]

    /// Makes bindings of `count` variables that have no value yet.
    public init(count: Int) {
        slots = Array(repeating: nil, count: count)
        operands = Array(repeating: nil, count: count)
    }

    /// Makes bindings of values in the order of the declaration.
    public init(_ values: [Value]) {
        slots = values
        operands = values.map { Operand($0) }
    }

    /// The value in a slot; nil when the variable has none, and then every use of it is an error.
    public subscript(_ slot: Int) -> Value? {
        get { slots.indices.contains(slot) ? slots[slot] : nil }
        set {
            while slots.count <= slot {
                slots.append(nil)
                operands.append(nil)
            }
            slots[slot] = newValue
            operands[slot] = newValue.map { Operand($0) }
        }
    }

    /// Binds a slot to a value of a document; copies nothing.
    public mutating func bind(_ slot: Int, to node: JSONNode) { self[slot] = .json(node) }
}
