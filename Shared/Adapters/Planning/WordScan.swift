/// Finds the words of a text that could name types, without parsing it.
enum WordScan {
    /// FNV-1a of a word.
    ///
    /// Source: http://www.isthe.com/chongo/tech/comp/fnv/.
    static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
        word.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Hashes of all words; a collision only means that a file is parsed for nothing.
    static func words(in bytes: [UInt8]) -> Set<UInt64> {
        var words: Set<UInt64> = []
        bytes.withUnsafeBufferPointer { bytes in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            var length = 0
            for byte in bytes {
                if isPart[Int(byte)] {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                    length += 1
                } else if length > 0 {
                    words.insert(hash)
                    (hash, length) = (0xcbf2_9ce4_8422_2325, 0)
                }
            }
            if length > 0 { words.insert(hash) }
        }
        return words
    }

    /// All but blanks and what YAML puts around words; a type may have dots, colons and slashes in it.
    private static let isPart: [Bool] = (0..<256).map { byte in
        byte > 0x20 && !"\"'[]{},#".utf8.contains(UInt8(byte))
    }
}
