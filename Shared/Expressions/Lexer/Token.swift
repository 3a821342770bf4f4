/// A word of an expression and its bytes in the source.
struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case identifier(String)
        /// A field's name in backquotes.
        case quotedIdentifier(String)
        case int(Int64)
        /// Only right behind a minus: one more than the greatest integer.
        case intMagnitude
        case uint(UInt64)
        case double(Double)
        case string([UInt8])
        case bytes([UInt8])
        case symbol(Symbol)
        /// Something that no expression holds, reported already.
        case mistake
        case end
    }

    enum Symbol: String, Sendable, CaseIterable {
        case and = "&&"
        case or = "||"
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case modulo = "%"
        case not = "!"
        case question = "?"
        case colon = ":"
        case dot = "."
        case comma = ","
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBracket = "["
        case closeBracket = "]"
        case openBrace = "{"
        case closeBrace = "}"

        var opens: Bool { self == .openParenthesis || self == .openBracket || self == .openBrace }

        var closes: Bool { self == .closeParenthesis || self == .closeBracket || self == .closeBrace }
    }

    let kind: Kind
    let range: Range<Int>

    /// How a message names it.
    var words: String {
        switch kind {
        case .identifier(let name), .quotedIdentifier(let name): "'\(name)'"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        case .int, .intMagnitude, .uint, .double: "a number"
        case .string, .bytes: "a string"
        case .mistake: "a mistake"
        }
    }
}
