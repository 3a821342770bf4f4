#if canImport(Glibc)
    import Glibc
#endif

extension JSONCursor {
    /// The value of a member by a prepared name; nil when absent or when this is no object.
    public func member(_ key: JSONKey) -> JSONCursor? {
        let object = entry
        guard object.kind == .object else { return nil }
        return key.utf8.withUnsafeBufferPointer { find($0, hash: key.hash, in: object) }
    }

    /// The value of a member by the UTF-8 of its name.
    public func member(utf8 key: UnsafeBufferPointer<UInt8>) -> JSONCursor? {
        let object = entry
        guard object.kind == .object else { return nil }
        return find(key, hash: JSONHash.of(key), in: object)
    }

    /// The element at a position from 0; nil when out of range or when this is no array.
    public func element(at position: Int) -> JSONCursor? {
        let array = entry
        guard array.kind == .array, position >= 0, position < array.count else { return nil }
        if Int(array.link) - index - 1 == array.count { return JSONCursor(store: store, index: index + 1 + position) }
        var child = index + 1
        for _ in 0..<position { child = following(child) }
        return JSONCursor(store: store, index: child)
    }

    /// Whether it is a string with exactly this UTF-8.
    public func isString(utf8: [UInt8]) -> Bool {
        let entry = entry
        guard entry.kind == .string else { return false }
        return utf8.withUnsafeBufferPointer { Self.areEqual(content(of: entry), $0) }
    }

    @inline(__always)
    func find(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64, in object: JSONEntry) -> JSONCursor? {
        find(hash: hash, in: object) { Self.areEqual(content(of: $0), key) }
    }

    /// The value of the member whose key has a hash and is the wanted one.
    ///
    /// The keys themselves are compared after the hashes agreed, so that a collision can never pick the wrong member.
    @inline(__always)
    func find(hash: UInt64, in object: JSONEntry, isWanted: (JSONEntry) -> Bool) -> JSONCursor? {
        let tape = store.pointee.tape
        if let table = object.table {
            let slots = store.pointee.tables + table
            let mask = JSONTable.size(count: object.count) - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while case let child = Int(slots[slot]), child != 0 {
                if tape[child].payload == hash, isWanted(tape[child]) {
                    return JSONCursor(store: store, index: child + 1)
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
        var child = index + 1
        for _ in 0..<object.count {
            if tape[child].payload == hash, isWanted(tape[child]) {
                return JSONCursor(store: store, index: child + 1)
            }
            child = following(child + 1)
        }
        return nil
    }

    @inline(__always)
    private static func areEqual(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        guard let left = a.baseAddress, let right = b.baseAddress, !a.isEmpty else { return true }
        return memcmp(left, right, a.count) == 0
    }
}
