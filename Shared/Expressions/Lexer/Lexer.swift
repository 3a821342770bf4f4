/// Cuts an expression's text into tokens; goes on after a mistake, so that all of them are found.
///
/// Source: CEL language definition, "Syntax".
struct Lexer {
    let bytes: [UInt8]
    var position = 0
    private(set) var issues: [ExpressionIssue] = []

    init(_ source: String) { bytes = Array(source.utf8) }

    /// All tokens, the last of kind ``Token/Kind/end``.
    mutating func tokens() -> [Token] {
        var tokens: [Token] = []
        while true {
            skipSpace()
            guard position < bytes.count else { break }
            let start = position
            if let kind = next() { tokens.append(Token(kind: kind, range: start..<position)) }
        }
        tokens.append(Token(kind: .end, range: bytes.count..<bytes.count))
        return tokens
    }

    mutating func report(_ offset: Int, _ message: String) {
        guard issues.count < ExpressionErrors.maximumIssues else { return }
        issues.append(ExpressionIssue(offset: offset, message: message))
    }

    func byte(_ ahead: Int = 0) -> UInt8 {
        let index = position + ahead
        return index < bytes.count ? bytes[index] : 0
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch byte() {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"): skipLine()
            default: return
            }
        }
    }

    mutating func skipLine() {
        while position < bytes.count, byte() != 0x0A { position += 1 }
    }

    private mutating func next() -> Token.Kind? {
        let first = byte()
        if first.isDigit || (first == UInt8(ascii: ".") && byte(1).isDigit) { return number() }
        if let prefix = stringPrefix() { return string(prefix) }
        if first.isLetter { return .identifier(word()) }
        if first == UInt8(ascii: "`") { return quotedIdentifier() }
        if let foreign = foreignSymbol() { return self.foreign(foreign) }
        for length in [2, 1] where position + length <= bytes.count {
            let text = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
            guard let symbol = Token.Symbol(rawValue: text) else { continue }
            position += length
            return .symbol(symbol)
        }
        return unknown()
    }

    private mutating func word() -> String {
        let start = position
        while byte().isLetter || byte().isDigit { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Source: CEL language definition, "Syntax", ESC_IDENT.
    private mutating func quotedIdentifier() -> Token.Kind {
        let start = position
        position += 1
        while byte().isLetter || byte().isDigit || [0x20, 0x2D, 0x2E, 0x2F].contains(byte()) { position += 1 }
        if byte() == UInt8(ascii: "`"), position > start + 1 {
            position += 1
            return .quotedIdentifier(String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self))
        }
        while position < bytes.count, byte() != UInt8(ascii: "`"), byte() != 0x0A { position += 1 }
        guard byte() == UInt8(ascii: "`"), position > start + 1 else {
            if byte() == UInt8(ascii: "`") { position += 1 }
            report(start, "the quoted field name is empty or has no closing '`'")
            return .mistake
        }
        let name = String(decoding: bytes[(start + 1)..<position], as: UTF8.self)
        position += 1
        report(start, "a quoted field name holds letters, digits and ' -./_' only; write ['\(name)'] for this one")
        return .quotedIdentifier(name)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// Whether it may start a name.
    var isLetter: Bool { (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == UInt8(ascii: "_") }

    /// Its value as a hexadecimal digit.
    var hexDigit: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}
