extension JSONReader {
    /// Refuses an object in which a key stands twice, however spelled.
    ///
    /// Gives the offset + 1 of the table made for it, 0 if none.
    mutating func refuseDuplicates(object: Int, count: Int) throws(JSONError) -> UInt64 {
        guard count > Self.smallObject else {
            try compareAll(object: object, count: count)
            return 0
        }
        return try fillTable(object: object, count: count)
    }

    private func compareAll(object: Int, count: Int) throws(JSONError) {
        var key = object + 1
        for _ in 1..<count {
            key = next(key + 1)
            let hash = tape[key].payload
            var earlier = object + 1
            while earlier < key {
                if tape[earlier].payload == hash, isSame(earlier, key) { throw duplicate(key) }
                earlier = next(earlier + 1)
            }
        }
    }

    /// Open addressing with linear probing, at most half full.
    ///
    /// The lookup of members uses the same table.
    private mutating func fillTable(object: Int, count: Int) throws(JSONError) -> UInt64 {
        let offset = tables.count
        let size = JSONTable.size(count: count)
        tables.append(contentsOf: repeatElement(0, count: size))
        var key = object + 1
        for _ in 0..<count {
            let hash = tape[key].payload
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while case let other = Int(tables[offset + slot]), other != 0 {
                if tape[other].payload == hash, isSame(other, key) { throw duplicate(key) }
                slot = (slot + 1) & (size - 1)
            }
            tables[offset + slot] = UInt32(truncatingIfNeeded: key)
            key = next(key + 1)
        }
        return UInt64(offset + 1)
    }

    @inline(__always)
    private func next(_ index: Int) -> Int { tape[index].isContainer ? Int(tape[index].link) : index + 1 }

    private func isSame(_ a: Int, _ b: Int) -> Bool { content(a).elementsEqual(content(b)) }

    private func duplicate(_ key: Int) -> JSONError {
        JSONError(.duplicateKey(String(decoding: content(key), as: UTF8.self)), offset: Int(tape[key].start))
    }

    private func content(_ index: Int) -> [UInt8] {
        let entry = tape[index]
        guard entry.isEscaped else { return Array(source[(Int(entry.start) + 1)..<(Int(entry.end) - 1)]) }
        let range = JSONTable.unescapedRange(unescaped, link: Int(entry.link))
        return Array(unescaped[range])
    }
}

/// What the reader writes and the nodes read.
enum JSONTable {
    /// The least power of two that keeps a table of `count` keys at most half full.
    static func size(count: Int) -> Int {
        var size = 64
        while size < count * 2 { size *= 2 }
        return size
    }

    /// The range of an escaped string's content behind its four bytes of length.
    @inline(__always)
    static func unescapedRange(_ unescaped: [UInt8], link: Int) -> Range<Int> {
        var count = 0
        for byte in 0..<4 { count |= Int(unescaped[link + byte]) << (8 * byte) }
        return (link + 4)..<(link + 4 + count)
    }
}
