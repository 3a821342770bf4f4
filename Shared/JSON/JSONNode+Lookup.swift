#if canImport(Glibc)
    import Glibc
#endif

extension JSONNode {
    /// The value of a member; nil when absent or when this is no object.
    public subscript(_ key: String) -> JSONNode? {
        var key = key
        return key.withUTF8 { lookup($0) }
    }

    /// The value of a member whose name is in the program's text; makes no copy.
    public func member(_ key: StaticString) -> JSONNode? {
        lookup(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The value of a member by a prepared name: the fastest lookup, for names that are asked for often.
    public func member(_ key: JSONKey) -> JSONNode? {
        let object = entry
        guard object.kind == .object else { return nil }
        return key.utf8.withUnsafeBufferPointer { find($0, hash: key.hash, in: object) }
    }

    /// The value of a member by the UTF-8 of its name.
    public func member(utf8 key: UnsafeBufferPointer<UInt8>) -> JSONNode? { lookup(key) }

    /// The element at a position from 0; nil when out of range or when this is no array.
    ///
    /// Constant time when the array holds no containers, else linear in the position: loop with ``elements``.
    public subscript(_ position: Int) -> JSONNode? {
        let array = entry
        guard array.kind == .array, position >= 0, position < array.count else { return nil }
        if Int(array.link) - index - 1 == array.count {
            return JSONNode(document: document, index: index + 1 + position)
        }
        var child = index + 1
        for _ in 0..<position { child = document.next(child) }
        return JSONNode(document: document, index: child)
    }

    private func lookup(_ key: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        let object = entry
        guard object.kind == .object else { return nil }
        return find(key, hash: JSONHash.of(key), in: object)
    }

    @inline(__always)
    private func find(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64, in object: JSONEntry) -> JSONNode? {
        let tape = document.tape
        if let table = object.table { return findInTable(key, hash: hash, table: table, count: object.count) }
        var child = index + 1
        for _ in 0..<object.count {
            if tape[child].payload == hash, matches(child, key) {
                return JSONNode(document: document, index: child + 1)
            }
            child = document.next(child + 1)
        }
        return nil
    }

    private func findInTable(_ key: UnsafeBufferPointer<UInt8>, hash: UInt64, table: Int, count: Int) -> JSONNode? {
        let size = JSONTable.size(count: count)
        var slot = Int(truncatingIfNeeded: hash) & (size - 1)
        while case let child = Int(document.tables[table + slot]), child != 0 {
            if document.tape[child].payload == hash, matches(child, key) {
                return JSONNode(document: document, index: child + 1)
            }
            slot = (slot + 1) & (size - 1)
        }
        return nil
    }

    /// Compares the bytes after the hashes agreed, so that a collision can never pick the wrong member.
    @inline(__always)
    private func matches(_ child: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        withContent(of: document.tape[child]) { content in
            guard content.count == key.count else { return false }
            guard let a = content.baseAddress, let b = key.baseAddress, !key.isEmpty else { return true }
            return memcmp(a, b, content.count) == 0
        }
    }
}

extension JSONDocument {
    /// The cell after the value at `index`.
    @inline(__always)
    func next(_ index: Int) -> Int { tape[index].isContainer ? Int(tape[index].link) : index + 1 }
}

extension JSONNode {
    /// Follows members by prepared names as far as they go: the last value reached, and how many names led there.
    public func descend(_ keys: [JSONKey]) -> (node: JSONNode, depth: Int) {
        var node = self
        for depth in keys.indices {
            guard let next = node.member(keys[depth]) else { return (node, depth) }
            node = next
        }
        return (node, keys.count)
    }

    /// Whether it is a string with exactly this UTF-8; makes no copy.
    public func isString(utf8: [UInt8]) -> Bool {
        let entry = entry
        guard entry.kind == .string else { return false }
        return withContent(of: entry) { content in
            guard content.count == utf8.count, let base = content.baseAddress, !content.isEmpty else {
                return content.count == utf8.count
            }
            return utf8.withUnsafeBufferPointer { $0.baseAddress.map { memcmp($0, base, content.count) == 0 } ?? true }
        }
    }

    /// The way from an enclosing value to this one; nil when that does not enclose it.
    public func path(from root: JSONNode) -> JSONPath? {
        guard root.document === document, index >= root.index, index < document.next(root.index) else { return nil }
        var path = JSONPath()
        var at = root
        while at.index != index {
            var isFound = false
            for (position, element) in at.elements.enumerated() where encloses(element) {
                path.steps.append(.index(position))
                at = element
                isFound = true
                break
            }
            for (key, value) in at.members where !isFound && encloses(value) {
                path.steps.append(.key(key.string))
                at = value
                isFound = true
                break
            }
            // The name of a member belongs to the object that holds it.
            guard isFound else { return path }
        }
        return path
    }

    private func encloses(_ node: JSONNode) -> Bool { index >= node.index && index < document.next(node.index) }
}
