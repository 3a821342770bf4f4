/// A map that an expression made: entries in order, found by key.
///
/// Numbers that are equal are one key, whatever their type. Source: CEL language definition, "Equality" and "Maps".
struct OperandMap: @unchecked Sendable {
    typealias Entry = (key: Operand, value: Operand)

    /// Above this many entries keys are found by a table; below, comparing them one by one is faster.
    private static let small = 8

    /// What lies in the arena.
    struct Storage {
        var count: Int
        let capacity: Int
        let entries: UnsafeMutablePointer<Entry>
        /// Positions + 1 by hash, open addressing; empty for small maps.
        let slots: UnsafeMutableBufferPointer<UInt32>
    }

    private let storage: UnsafeMutablePointer<Storage>

    /// Makes an empty map with room for entries.
    init(capacity: Int, in arena: Arena) {
        var slots = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)
        if capacity > Self.small {
            let size = 1 << (Int.bitWidth - (capacity * 2 - 1).leadingZeroBitCount)
            slots = UnsafeMutableBufferPointer(start: arena.allocate(UInt32.self, count: size), count: size)
            slots.initialize(repeating: 0)
        }
        storage = arena.allocate(Storage.self, count: 1)
        let entries = arena.allocate(Entry.self, count: capacity)
        storage.initialize(to: Storage(count: 0, capacity: capacity, entries: entries, slots: slots))
    }

    var count: Int { storage.pointee.count }

    var entries: UnsafeBufferPointer<Entry> { UnsafeBufferPointer(start: storage.pointee.entries, count: count) }

    /// The value of a key; nil when absent.
    subscript(_ key: Operand) -> Operand? { position(of: key).map { storage.pointee.entries[$0].value } }

    private func position(of key: Operand) -> Int? {
        let slots = storage.pointee.slots
        guard !slots.isEmpty else { return entries.firstIndex { Self.areEqual($0.key, key) } }
        guard let hash = Self.hash(key) else { return nil }
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if Self.areEqual(entries[position].key, key) { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds an entry while the map is made; false and unchanged when the key is there already or there is no room.
    func insert(_ key: Operand, _ value: Operand) -> Bool {
        guard count < storage.pointee.capacity, position(of: key) == nil else { return false }
        let slots = storage.pointee.slots
        if !slots.isEmpty, let hash = Self.hash(key) {
            var slot = hash & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(count + 1)
        }
        (storage.pointee.entries + count).initialize(to: (key, value))
        storage.pointee.count += 1
        return true
    }

    /// Whether a value can be a key at all: strings, truth values and integers can.
    static func canBeKey(_ value: Operand) -> Bool {
        switch value {
        case .bool, .int, .uint, .string: true
        default: false
        }
    }

    @inline(__always)
    private static func areEqual(_ a: Operand, _ b: Operand) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)): return a.isEqual(b)
        case (.bool(let a), .bool(let b)): return a == b
        default: return NumberPair(a, b)?.order == .equal
        }
    }

    /// Seeded by the process, so that nobody can prepare collisions; nil for what cannot be a key nor equal one.
    private static func hash(_ key: Operand) -> Int? {
        var hasher = Hasher()
        switch key {
        case .string(let text): hasher.combine(bytes: UnsafeRawBufferPointer(text))
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(Int64(bitPattern: value))
        case .double(let value):
            // Whole doubles find integer keys.
            guard let bits = Int64(exactly: value) ?? UInt64(exactly: value).map({ Int64(bitPattern: $0) }) else {
                return nil
            }
            hasher.combine(bits)
        default: return nil
        }
        return hasher.finalize()
    }
}
