/// What may stand in which part of a URL, and the escapes for what may not.
///
/// Source: RFC 3986, section 2; Go, package net/url, `shouldEscape` and `validEncoded`.
enum URLText {
    static let schemeMarks = Array("+-.".utf8)
    private static let hostMarks = Array("-_.~!$&'()*+,;=:[]<>\"".utf8)
    private static let userinfoMarks = Array("-._:~!$&'()*+,;=%@".utf8)
    private static let pathMarks = Array("-_.~$&+,/:;=@".utf8)
    /// May stand in a path, but are escaped where something else has to be.
    private static let toleratedPathMarks = Array("!'()*[]%".utf8)

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte.isLetter && byte != UInt8(ascii: "_"))
    }

    static func isUserinfo(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || userinfoMarks.contains(byte) }

    /// The byte that an escape at an index stands for; nil when it is none.
    private static func escaped(_ text: Slice<UTF8View>, _ index: Int) -> UInt8? {
        guard index + 2 < text.endIndex, let high = text[index + 1].hexDigit, let low = text[index + 2].hexDigit else {
            return nil
        }
        return UInt8(high) << 4 | UInt8(low)
    }

    /// Whether every `%` begins an escape.
    static func isEscaped(_ text: Slice<UTF8View>) -> Bool {
        text.indices.allSatisfy { text[$0] != UInt8(ascii: "%") || escaped(text, $0) != nil }
    }

    /// Whether a host name has no byte it may not have; escapes stand for bytes beyond ASCII, or begin a zone (`%25`).
    static func isHost(_ text: Slice<UTF8View>) -> Bool {
        text.indices.allSatisfy { index in
            let byte = text[index]
            if byte >= 0x80 || isAlphanumeric(byte) || hostMarks.contains(byte) { return true }
            guard byte == UInt8(ascii: "%"), let meant = escaped(text, index) else { return false }
            return meant >= 0x80 || meant == UInt8(ascii: "%")
        }
    }

    /// The text with escapes replaced by what they mean; nil when one is malformed.
    static func unescape(_ text: Slice<UTF8View>, plusIsSpace: Bool = false) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "%"):
                guard let byte = escaped(text, index) else { return nil }
                result.append(byte)
                index += 2
            case UInt8(ascii: "+") where plusIsSpace: result.append(UInt8(ascii: " "))
            case let byte: result.append(byte)
            }
            index += 1
        }
        return result
    }

    /// A path with all escaped that has to be; the path itself when nothing has.
    static func escapePath(_ path: UTF8View) -> [UInt8] {
        let isSound = path.allSatisfy {
            isAlphanumeric($0) || pathMarks.contains($0) || toleratedPathMarks.contains($0)
        }
        guard !isSound, let plain = unescape(path[...]) else { return Array(path) }
        var result: [UInt8] = []
        for byte in plain {
            if isAlphanumeric(byte) || pathMarks.contains(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result += [byte >> 4, byte & 15].map { $0 < 10 ? $0 + 0x30 : $0 + 0x37 }
            }
        }
        return result
    }
}
