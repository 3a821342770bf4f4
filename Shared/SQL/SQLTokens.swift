/// A piece of a statement's text.
struct SQLToken: Hashable {
    enum Kind {
        /// A name or keyword, or a number.
        case word
        /// `?` or `?12`.
        case parameter
        /// A text or name in quotes, as it stands.
        case quoted
        /// White space and comments.
        case space
        /// Anything else, one character.
        case symbol
    }

    var kind: Kind
    var text: String
}

/// Cuts a statement into its pieces; together they are the text again.
enum SQLTokens {
    static func split(_ sql: String) -> [SQLToken] {
        let bytes = Array(sql.utf8)
        var tokens: [SQLToken] = []
        var start = 0
        while start < bytes.count {
            let (kind, end) = next(in: bytes, at: start)
            tokens.append(SQLToken(kind: kind, text: String(decoding: bytes[start..<end], as: UTF8.self)))
            start = end
        }
        return tokens
    }

    private static func next(in bytes: [UInt8], at start: Int) -> (SQLToken.Kind, Int) {
        let first = bytes[start]
        let second = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return (.quoted, endOfQuoted(bytes, start))
        case UInt8(ascii: "?"): return (.parameter, end(bytes, start + 1) { $0 >= 48 && $0 <= 57 })
        case UInt8(ascii: "-") where second == first: return (.space, end(bytes, start) { $0 != 10 })
        case _ where isSpace(first): return (.space, end(bytes, start, isSpace))
        case _ where isWord(first): return (.word, end(bytes, start, isWord))
        default: return (.symbol, start + 1)
        }
    }

    /// A quote is written twice inside.
    private static func endOfQuoted(_ bytes: [UInt8], _ start: Int) -> Int {
        var place = start + 1
        while place < bytes.count {
            if bytes[place] == bytes[start] {
                guard place + 1 < bytes.count, bytes[place + 1] == bytes[start] else { return place + 1 }
                place += 1
            }
            place += 1
        }
        return bytes.count
    }

    private static func end(_ bytes: [UInt8], _ start: Int, _ belongs: (UInt8) -> Bool) -> Int {
        bytes[start...].firstIndex { !belongs($0) } ?? bytes.count
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: byte >= 0x80
        }
    }
}
