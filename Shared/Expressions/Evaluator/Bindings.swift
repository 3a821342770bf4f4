public import JSON

/// The values of an environment's variables, by their slot: the order in which they were declared.
public struct Bindings: Sendable {
    private(set) var slots: [Value?]

    /// The same values as an evaluation wants them; they live as long as ``slots`` and ``owners``.
    private(set) var operands: [Operand?]

    /// Memory of operands that are no views of documents, never written again.
    private var owners: [Owner] = []

    /// Keeps the memory of one value; `@unchecked` because nobody writes to it any more.
    private final class Owner: @unchecked Sendable {
        let arena = Arena()
    }

    /// Makes bindings of `count` variables that have no value yet.
    public init(count: Int) {
        slots = Array(repeating: nil, count: count)
        operands = Array(repeating: nil, count: count)
    }

    /// Makes bindings of values in the order of the declaration.
    public init(_ values: [Value]) {
        self.init(count: values.count)
        for (slot, value) in values.enumerated() { self[slot] = value }
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
            operands[slot] = newValue.map { operand($0) }
        }
    }

    private mutating func operand(_ value: Value) -> Operand {
        switch value {
        case .json(let node): return .view(JSONCursor(node))
        default:
            let owner = Owner()
            owners.append(owner)
            return Operand(value, in: owner.arena)
        }
    }

    /// Binds a slot to a value of a document; copies nothing.
    public mutating func bind(_ slot: Int, to node: JSONNode) { self[slot] = .json(node) }
}
