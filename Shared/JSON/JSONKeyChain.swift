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

    /// How far behind the end of a text the comparison may read.
    static let overread = 8

    /// Follows members from a value as far as they go: the last value reached, and how many names led there.
    @inline(__always)
    func follow(from start: JSONCursor) -> (cursor: JSONCursor, depth: Int) {
        words.withUnsafeBufferPointer { words in
            guard var name = words.baseAddress else { return (start, 0) }
            var cursor = start
            for depth in 0..<count {
                let length = Int(name[1])
                guard let next = cursor.member(hash: name[0], length: length, words: name + 2) else {
                    return (cursor, depth)
                }
                cursor = next
                name += 2 + (length + 7) >> 3
            }
            return (cursor, count)
        }
    }
}

extension JSONCursor {
    /// Follows members as far as they go: the last value reached, and how many names led there.
    public func descend(_ chain: JSONKeyChain) -> (cursor: JSONCursor, depth: Int) { chain.follow(from: self) }

    /// The value of the member whose name is in `words`, padded with zeros.
    @inline(__always)
    fileprivate func member(hash: UInt64, length: Int, words: UnsafePointer<UInt64>) -> JSONCursor? {
        let object = entry
        guard object.kind == .object else { return nil }
        return find(hash: hash, in: object) { isName($0, length, words) }
    }

    /// Compares a key with a name a word at a time.
    @inline(__always)
    private func isName(_ entry: JSONEntry, _ length: Int, _ words: UnsafePointer<UInt64>) -> Bool {
        let content = content(of: entry)
        guard content.count == length, let base = UnsafeRawPointer(content.baseAddress) else { return length == 0 }
        var rest = length
        var position = 0
        while rest >= 8 {
            guard base.loadUnaligned(fromByteOffset: position << 3, as: UInt64.self) == words[position] else {
                return false
            }
            position += 1
            rest -= 8
        }
        guard rest > 0 else { return true }
        let tail = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: position << 3, as: UInt64.self))
        return tail & (1 << UInt64(rest << 3) - 1) == UInt64(littleEndian: words[position])
    }
}
