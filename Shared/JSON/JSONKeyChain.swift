/// Names of members that lead into a document one after the other, prepared in one piece for the fastest way down.
public struct JSONKeyChain: Sendable {
    /// The number of names.
    public let count: Int

    /// For each name its hash, its length, and its UTF-8 padded to whole words.
    private let words: [UInt64]

    /// Prepares names in the order of the way.
    public init(_ keys: [JSONKey]) {
        count = keys.count
        var words: [UInt64] = []
        for key in keys {
            words += [key.hash, UInt64(key.utf8.count)]
            var padded = key.utf8
            while padded.count % 8 != 0 { padded.append(0) }
            padded.withUnsafeBytes { raw in
                for offset in stride(from: 0, to: raw.count, by: 8) {
                    words.append(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                }
            }
        }
        self.words = words
    }

    /// Calls `body` with each name and its hash until it says stop; the number of names that were followed.
    @inline(__always)
    func follow(_ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Bool) -> Int {
        words.withUnsafeBytes { raw in
            var offset = 0
            for depth in 0..<count {
                let hash = raw.load(fromByteOffset: offset, as: UInt64.self)
                let length = Int(raw.load(fromByteOffset: offset + 8, as: UInt64.self))
                let name = UnsafeRawBufferPointer(rebasing: raw[(offset + 16)..<(offset + 16 + length)])
                guard body(name.assumingMemoryBound(to: UInt8.self), hash) else { return depth }
                offset += 16 + (length + 7) & ~7
            }
            return count
        }
    }
}

extension JSONCursor {
    /// Follows members as far as they go: the last value reached, and how many names led there.
    public func descend(_ chain: JSONKeyChain) -> (cursor: JSONCursor, depth: Int) {
        var cursor = self
        let depth = chain.follow { name, hash in
            let object = cursor.entry
            guard object.kind == .object, let next = cursor.find(name, hash: hash, in: object) else { return false }
            cursor = next
            return true
        }
        return (cursor, depth)
    }
}
