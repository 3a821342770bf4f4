/// What people write who come from other languages: understood, reported with the right spelling, and read on.
extension Lexer {
    struct ForeignSymbol {
        let text: String
        let advice: String
        let meaning: Token.Kind?
    }

    /// Longer ones first.
    private static let foreignSymbols: [ForeignSymbol] = [
        .init(text: "===", advice: "'===' is written '=='", meaning: .symbol(.equal)),
        .init(text: "!==", advice: "'!==' is written '!='", meaning: .symbol(.notEqual)),
        .init(text: "=~", advice: "a pattern is matched as text.matches('pattern')", meaning: .symbol(.equal)),
        .init(
            text: "=>",
            advice: "a macro's variable and body are separated by a comma: all(x, x > 0)",
            meaning: .symbol(.comma)
        ),
        .init(
            text: "->",
            advice: "a macro's variable and body are separated by a comma: all(x, x > 0)",
            meaning: .symbol(.comma)
        ),
        .init(text: "<>", advice: "'<>' is written '!='", meaning: .symbol(.notEqual)),
        .init(text: "**", advice: "there is no power operator", meaning: .symbol(.times)),
        .init(
            text: ":=",
            advice: "nothing can be assigned; a name is given to a value by cel.bind(name, value, …)",
            meaning: .mistake
        ),
        .init(text: "=", advice: "'=' is no operator; to compare, write '=='", meaning: .symbol(.equal)),
        .init(text: "&", advice: "'&' is no operator; write '&&'", meaning: .symbol(.and)),
        .init(text: "|", advice: "'|' is no operator; write '||'", meaning: .symbol(.or)),
        .init(text: ";", advice: "an expression has no ';'", meaning: nil),
    ]

    /// The symbol of another language that stands here, unless it begins one of CEL.
    func foreignSymbol() -> ForeignSymbol? {
        let rest = bytes[position..<min(position + 3, bytes.count)]
        let candidate = Self.foreignSymbols.first { rest.starts(with: $0.text.utf8) }
        guard let candidate else { return nil }
        guard candidate.text.utf8.count == 1 else { return candidate }
        let pair = String(decoding: rest.prefix(2), as: UTF8.self)
        return Token.Symbol(rawValue: pair) == nil ? candidate : nil
    }

    mutating func foreign(_ symbol: ForeignSymbol) -> Token.Kind? {
        report(position, symbol.advice)
        position += symbol.text.utf8.count
        return symbol.meaning
    }

    /// A character that begins nothing.
    mutating func unknown() -> Token.Kind? {
        let start = position
        position += 1
        while position < bytes.count, byte() & 0xC0 == 0x80 { position += 1 }
        let character = String(decoding: bytes[start..<position], as: UTF8.self)
        switch character {
        case "“", "”", "„", "‘", "’", "«", "»": return curlyString(from: start, character)
        case "#":
            report(start, "a comment begins with '//'")
            skipLine()
            return nil
        case "\u{A0}", "\u{3000}", "\u{200B}", "\u{FEFF}":
            report(start, "this looks like a space but is another character (U+\(Self.hexadecimal(character)))")
            return nil
        case "$", "@": report(start, "unexpected character '\(character)'; variables are named without it")
        default: report(start, "unexpected character '\(character)'")
        }
        return .mistake
    }

    private static func hexadecimal(_ character: String) -> String {
        String(character.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
    }

    /// Text between curly quotes, which word processors put in place of straight ones.
    private mutating func curlyString(from start: Int, _ quote: String) -> Token.Kind {
        let closing = ["“": "”„“", "„": "“”", "‘": "’", "’": "’", "«": "»", "”": "”", "»": "«"][quote, default: quote]
        report(start, "strings stand between straight quotes, '…' or \"…\", not '\(quote)'")
        let content = position
        while position < bytes.count, byte() != 0x0A {
            let end = position
            for mark in closing where bytes[position...].starts(with: String(mark).utf8) {
                position += String(mark).utf8.count
                return .string(Array(bytes[content..<end]))
            }
            position += 1
        }
        return .mistake
    }
}
