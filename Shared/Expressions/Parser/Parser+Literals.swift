/// Literals of lists, maps and messages; `?` before an element or entry leaves out an empty optional value.
///
/// Source: CEL language definition, "Syntax", Primary; cel-go's grammar for `?`.
extension Parser {
    mutating func list(_ open: Token) throws(Failure) -> Syntax {
        let elements = try items(in: open, until: .closeBracket) {
            (parser: inout Parser) throws(Failure) in
            let isOptional = parser.take(.question)
            return Syntax.Element(value: try parser.expression(), isOptional: isOptional)
        }
        return try make(.list(elements), from: open.range.lowerBound, over: elements.map(\.value))
    }

    mutating func map(_ open: Token) throws(Failure) -> Syntax {
        let entries = try items(in: open, until: .closeBrace) {
            (parser: inout Parser) throws(Failure) in
            let isOptional = parser.take(.question)
            let outer = parser.keyLevel
            parser.keyLevel = parser.closers.count
            defer { parser.keyLevel = outer }
            let key = try parser.expression()
            parser.keyLevel = nil
            guard parser.take(.colon) else { throw parser.unexpected("':' and a value after the key") }
            return Syntax.Entry(key: key, value: try parser.expression(), isOptional: isOptional)
        }
        return try make(.map(entries), from: open.range.lowerBound, over: entries.flatMap { [$0.key, $0.value] })
    }

    /// What follows the name of a message type.
    mutating func structure(_ name: String, from start: Int) throws(Failure) -> Syntax {
        let open = current
        try expect(.openBrace)
        let fields = try items(in: open, until: .closeBrace) {
            (parser: inout Parser) throws(Failure) in
            let isOptional = parser.take(.question)
            let token = parser.current
            let name: String
            switch token.kind {
            case .identifier(let word), .quotedIdentifier(let word): name = word
            default: throw parser.unexpected("a field name")
            }
            parser.position += 1
            guard parser.take(.colon) else { throw parser.unexpected("':' and a value after the field name") }
            let value = try parser.expression()
            return Syntax.Field(name: name, value: value, isOptional: isOptional, offset: token.range.lowerBound)
        }
        return try make(.structure(name, fields), from: start, over: fields.map(\.value))
    }
}
