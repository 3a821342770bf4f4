/// Distinct values of an evaluation, found by hash: equal ones are one, numbers across types.
///
/// Each lookup costs two, and one for each 16 bytes that are hashed. Values that only ``Operand/areEqual(_:_:_:)`` can tell apart share
/// a hash; comparing them is charged, so that nothing quadratic is free.
struct OperandSet {
    private var members: UnsafeMutableBufferPointer<Operand>
    /// Positions + 1 in `members` by hash, open addressing.
    private var slots: UnsafeMutableBufferPointer<UInt32>
    private var count = 0

    /// Makes an empty set with room for `capacity` values.
    init(capacity: Int, _ frame: inout Frame) throws(Failure) {
        try frame.checkElements(capacity)
        let size = 1 << (Int.bitWidth - (capacity * 2).leadingZeroBitCount)
        members = UnsafeMutableBufferPointer(
            start: frame.arena.allocate(Operand.self, count: capacity),
            count: capacity
        )
        slots = UnsafeMutableBufferPointer(start: frame.arena.allocate(UInt32.self, count: size), count: size)
        slots.initialize(repeating: 0)
    }

    /// The distinct elements of a list.
    init(_ elements: Elements, _ frame: inout Frame) throws(Failure) {
        var elements = elements
        try self.init(capacity: elements.count, &frame)
        while let element = elements.nextValue() { _ = try insert(element, &frame) }
    }

    /// Adds a value; false when an equal one is there already.
    mutating func insert(_ value: Operand, _ frame: inout Frame) throws(Failure) -> Bool {
        let slot = try slot(of: value, &frame)
        guard slots[slot] == 0, count < members.count else { return false }
        members.initializeElement(at: count, to: value)
        count += 1
        slots[slot] = UInt32(count)
        return true
    }

    func contains(_ value: Operand, _ frame: inout Frame) throws(Failure) -> Bool {
        slots[try slot(of: value, &frame)] != 0
    }

    /// The values, in the order they came.
    var operand: Operand { .list(OperandList(start: members.baseAddress, count: count)) }

    /// Where a value stands or would stand.
    private func slot(of value: Operand, _ frame: inout Frame) throws(Failure) -> Int {
        var hasher = Hasher()
        try value.hash(into: &hasher, &frame)
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] != 0 {
            try frame.spend(1)
            if try Operand.areEqual(members[Int(slots[slot]) - 1], value, &frame) { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}

extension Operand {
    /// Feeds what equal values have in common; `Hasher` is seeded by the process, so that nobody can prepare collisions.
    func hash(into hasher: inout Hasher, _ frame: inout Frame) throws(Failure) {
        try frame.spend(2)
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        // As doubles, because integers equal the double that they round to.
        case .int(let value): hasher.combine(Double(value))
        case .uint(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        case .string(let text), .bytes(let text):
            try frame.spend(text.count >> 4)
            hasher.combine(bytes: UnsafeRawBufferPointer(text))
        case .timestamp(let time): hasher.combine(time)
        case .duration(let span): hasher.combine(span)
        case .type(let name): hasher.combine(name)
        case .object(let object): hasher.combine(object.typeName)
        case .optional(let optional):
            hasher.combine(1)
            try optional.value?.hash(into: &hasher, &frame)
        case .list, .map, .view:
            if var elements = Elements(self) {
                hasher.combine(elements.count)
                while let element = elements.nextValue() { try element.hash(into: &hasher, &frame) }
            } else if let entries = Entries(self) {
                hasher.combine(try Self.hash(entries, &frame))
            }
        }
    }

    /// The order of entries does not count.
    private static func hash(_ entries: Entries, _ frame: inout Frame) throws(Failure) -> Int {
        var entries = entries
        var sum = entries.count
        while let (key, value) = entries.nextValues() {
            var hasher = Hasher()
            try key.hash(into: &hasher, &frame)
            try value.hash(into: &hasher, &frame)
            sum &+= hasher.finalize()
        }
        return sum
    }
}
