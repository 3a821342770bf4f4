/// What stands before a string's opening quote.
struct StringPrefix {
    var isRaw = false
    var isBytes = false
    var length = 0
}

extension Lexer {
    /// The prefix at this place when a string starts here: `r`, `b` or `br`.
    func stringPrefix() -> StringPrefix? {
        var prefix = StringPrefix()
        if byte() | 0x20 == UInt8(ascii: "b") {
            prefix.isBytes = true
            prefix.length += 1
        }
        if byte(prefix.length) | 0x20 == UInt8(ascii: "r") {
            prefix.isRaw = true
            prefix.length += 1
        }
        return isQuote(byte(prefix.length)) ? prefix : nil
    }

    mutating func string(_ prefix: StringPrefix) -> Token.Kind? {
        let start = position
        position += prefix.length
        let quote = byte()
        let isTriple = byte(1) == quote && byte(2) == quote
        position += isTriple ? 3 : 1
        var content: [UInt8] = []
        while !closes(quote, isTriple: isTriple) {
            guard position < bytes.count, isTriple || (byte() != 0x0A && byte() != 0x0D) else {
                report(
                    start,
                    "the string is not closed: expected \(isTriple ? Self.triple(quote) : "\(Self.single(quote)) on this line")"
                )
                return .mistake
            }
            if byte() == UInt8(ascii: "\\"), !prefix.isRaw {
                escape(into: &content, isBytes: prefix.isBytes)
            } else {
                content.append(byte())
                position += 1
            }
        }
        position += isTriple ? 3 : 1
        return prefix.isBytes ? .bytes(content) : .string(content)
    }

    private static func single(_ quote: UInt8) -> String { String(UnicodeScalar(quote)) }

    private static func triple(_ quote: UInt8) -> String { String(repeating: single(quote), count: 3) }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private func closes(_ quote: UInt8, isTriple: Bool) -> Bool {
        byte() == quote && (!isTriple || (byte(1) == quote && byte(2) == quote))
    }

    private mutating func escape(into content: inout [UInt8], isBytes: Bool) {
        let start = position
        let letter = byte(1)
        position = min(position + 2, bytes.count)
        switch letter {
        case UInt8(ascii: "a"): content.append(0x07)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "v"): content.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            content.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): code(start, digits: 2, radix: 16, into: &content, isByte: isBytes)
        case UInt8(ascii: "u") where !isBytes: code(start, digits: 4, radix: 16, into: &content, isByte: false)
        case UInt8(ascii: "U") where !isBytes: code(start, digits: 8, radix: 16, into: &content, isByte: false)
        case 0x30...0x33:
            position -= 1
            code(start, digits: 3, radix: 8, into: &content, isByte: isBytes)
        default: unknownEscape(start, letter, isBytes: isBytes)
        }
    }

    private mutating func unknownEscape(_ start: Int, _ letter: UInt8, isBytes: Bool) {
        while position < bytes.count, byte() & 0xC0 == 0x80 { position += 1 }
        let escape = String(decoding: bytes[start..<position], as: UTF8.self)
        if isBytes, letter | 0x20 == UInt8(ascii: "u") {
            report(start, "'\(escape)' stands for a character, which bytes do not hold; write the bytes as '\\x00'")
        } else {
            report(start, "unknown escape '\(escape)'; write '\\\(escape)', or r'…' for text in which '\\' is plain")
        }
    }

    private mutating func code(_ start: Int, digits: Int, radix: UInt32, into content: inout [UInt8], isByte: Bool) {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = byte().hexDigit, digit < radix else {
                return report(start, "the escape needs \(digits) digits")
            }
            value = value * radix + digit
            position += 1
        }
        if isByte {
            guard let byte = UInt8(exactly: value) else { return report(start, "the escape is no byte") }
            content.append(byte)
        } else {
            guard let scalar = UnicodeScalar(value) else { return report(start, "the escape names no character") }
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
