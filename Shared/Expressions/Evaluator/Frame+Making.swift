/// Making values: in the arena, within the limits.
extension Frame {
    /// Refuses text longer than ``Limits/maximumTextBytes``.
    func checkText(_ bytes: Int) throws(Failure) {
        if bytes > limits.pointee.maximumTextBytes { throw Failure(.textTooLong) }
        try checkMemory()
    }

    /// Refuses lists and maps larger than ``Limits/maximumElements``.
    func checkElements(_ count: Int) throws(Failure) {
        if count > limits.pointee.maximumElements { throw Failure(.tooManyElements) }
        try checkMemory()
    }

    /// Refuses to go on once all that was made takes more than ``Limits/maximumMemory``.
    func checkMemory() throws(Failure) {
        if arena.bytes > limits.pointee.maximumMemory { throw Failure(.memoryExceeded) }
    }

    /// A string of bytes that are valid UTF-8 and live as long as the evaluation, such as a part of another string.
    func string(sharing text: Slice<UTF8View>) -> Operand { .string(UTF8View(rebasing: text)) }

    /// A copy of bytes that are valid UTF-8.
    func string(copying text: UTF8View) throws(Failure) -> Operand {
        try checkText(text.count)
        return .string(arena.copy(text))
    }

    /// A copy of bytes that are valid UTF-8.
    func string(utf8: [UInt8]) throws(Failure) -> Operand {
        try checkText(utf8.count)
        return .string(arena.copy(utf8))
    }

    /// A copy of a string.
    func string(_ string: String) throws(Failure) -> Operand {
        var string = string
        let count = string.utf8.count
        try checkText(count)
        return .string(string.withUTF8 { arena.copy($0) })
    }

    /// Two texts, one after the other.
    func joined(_ a: UTF8View, _ b: UTF8View) throws(Failure) -> UTF8View {
        let count = a.count + b.count
        try checkText(count)
        let target = arena.allocate(UInt8.self, count: count)
        if let base = a.baseAddress { target.initialize(from: base, count: a.count) }
        if let base = b.baseAddress { (target + a.count).initialize(from: base, count: b.count) }
        return UTF8View(start: target, count: count)
    }

    /// A copy of bytes.
    func bytes(_ bytes: [UInt8]) throws(Failure) -> Operand {
        try checkText(bytes.count)
        return .bytes(arena.copy(bytes))
    }

    /// A copy of a list.
    func list(_ values: [Operand]) throws(Failure) -> Operand {
        try checkElements(values.count)
        return .list(arena.copy(values))
    }

    /// A map of entries; equal keys and values that cannot be keys fail.
    func map(_ entries: [OperandMap.Entry], at offset: Int) throws(Failure) -> Operand {
        try checkElements(entries.count)
        let map = OperandMap(capacity: entries.count, in: arena)
        for entry in entries { try insert(entry, into: map, at: offset) }
        return .map(map)
    }

    /// Adds an entry to a map that is being made.
    @inline(__always)
    func insert(_ entry: OperandMap.Entry, into map: OperandMap, at offset: Int) throws(Failure) {
        guard OperandMap.canBeKey(entry.key) else {
            throw failure(.noSuchOverload, at: offset, "unsupported key type \(entry.key.typeName)")
        }
        guard map.insert(entry.key, entry.value) else {
            throw failure(.duplicateKey, at: offset, entry.key.shortText)
        }
    }

    /// An optional value; nil makes the empty one.
    func optional(_ value: Operand?) -> Operand { .optional(OptionalOperand(value, in: arena)) }

    /// A value of an extension's type.
    func object(_ object: some ExpressionObject) -> Operand { .object(ObjectOperand(object, in: arena)) }
}

/// A list that grows in the arena, for those whose length is not known beforehand.
struct ListBuilder {
    private var base: UnsafeMutablePointer<Operand>?
    private var capacity = 0
    private(set) var count = 0

    init() {}

    /// Adds a value; refuses to grow past the limit.
    @inline(__always)
    mutating func append(_ value: Operand, _ frame: inout Frame) throws(Failure) {
        if count == capacity { try grow(&frame) }
        (base.unsafelyUnwrapped + count).initialize(to: value)
        count += 1
    }

    private mutating func grow(_ frame: inout Frame) throws(Failure) {
        try frame.checkElements(count + 1)
        capacity = min(max(8, capacity * 2), max(count + 1, frame.limits.pointee.maximumElements))
        let larger = frame.arena.allocate(Operand.self, count: capacity)
        if let base { larger.initialize(from: base, count: count) }
        base = larger
    }

    /// The list.
    var operand: Operand { .list(OperandList(start: base, count: count)) }
}
