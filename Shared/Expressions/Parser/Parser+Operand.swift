extension Parser {
    /// A run of `!` or `-` before an operand; pairs of them cancel, as in cel-go.
    mutating func unary() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        for symbol in [Token.Symbol.not, .minus] where current.kind == .symbol(symbol) {
            var count = 0
            while current.kind == .symbol(symbol), !(symbol == .minus && isNumberNext && count % 2 == 0) {
                position += 1
                count += 1
            }
            let operand = try member()
            guard count % 2 == 1 else { return operand }
            let name = symbol == .not ? "!_" : "-_"
            return try make(.call(name, target: nil, arguments: [operand]), from: start, over: [operand])
        }
        return try member()
    }

    /// Whether the minus at this place belongs to a number.
    private var isNumberNext: Bool {
        guard current.kind == .symbol(.minus) else { return false }
        switch tokens[position + 1].kind {
        case .int, .intMagnitude, .double: return true
        default: return false
        }
    }

    /// An operand and what follows it: `.field`, `.method(…)`, `[index]`.
    mutating func member() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var operand = try primary()
        while true {
            let offset = current.range.lowerBound
            if take(.dot) {
                operand = try selection(of: operand, from: start, at: offset)
            } else if take(.openBracket) {
                let index = try expression()
                try expect(.closeBracket)
                operand = try make(
                    .index(operand, index, isOptional: false),
                    from: start,
                    at: offset,
                    over: [operand, index]
                )
            } else if current.kind == .symbol(.openBrace), let name = qualifiedName(operand) {
                operand = try structure(name, from: start)
            } else {
                return operand
            }
        }
    }

    private mutating func selection(of operand: Syntax, from start: Int, at offset: Int) throws(Failure) -> Syntax {
        switch current.kind {
        case .identifier(let name):
            position += 1
            guard take(.openParenthesis) else {
                return try make(
                    .select(operand, field: name, isOptional: false),
                    from: start,
                    at: offset,
                    over: [operand]
                )
            }
            let arguments = try arguments(until: .closeParenthesis)
            return try call(name, on: operand, arguments, from: start, at: offset)
        case .quotedIdentifier(let name):
            position += 1
            return try make(.select(operand, field: name, isOptional: false), from: start, at: offset, over: [operand])
        default:
            throw unexpected("a field name")
        }
    }

    private mutating func primary() throws(Failure) -> Syntax {
        let token = current
        let start = token.range.lowerBound
        position = min(position + 1, tokens.count - 1)
        switch token.kind {
        case .int(let value): return try make(.literal(.int(value)), from: start)
        case .uint(let value): return try make(.literal(.uint(value)), from: start)
        case .double(let value): return try make(.literal(.double(value)), from: start)
        case .string(let utf8): return try make(.literal(.string(utf8)), from: start)
        case .bytes(let bytes): return try make(.literal(.bytes(bytes)), from: start)
        case .intMagnitude:
            throw failure(start, "the number does not fit a signed 64-bit integer; unsigned ones end in 'u'")
        case .symbol(.minus): return try negativeNumber(from: start)
        case .symbol(.openParenthesis):
            let inner = try expression()
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket):
            let elements = try arguments(until: .closeBracket)
            return try make(
                .list(elements.map { Syntax.Element(value: $0, isOptional: false) }),
                from: start,
                over: elements
            )
        case .symbol(.openBrace): return try map(from: start)
        case .symbol(.dot): return try name(isAbsolute: true, from: start)
        case .identifier:
            position -= 1
            return try name(isAbsolute: false, from: start)
        default:
            throw failure(start, "expected a value, found \(token.words)")
        }
    }

    private mutating func negativeNumber(from start: Int) throws(Failure) -> Syntax {
        defer { position += 1 }
        let kind: Syntax.Kind
        switch current.kind {
        case .int(let value): kind = .literal(.int(-value))
        case .intMagnitude: kind = .literal(.int(.min))
        case .double(let value): kind = .literal(.double(-value))
        default: throw unexpected("a value")
        }
        let made = try make(kind, from: start)
        return Syntax(kind: made.kind, range: start..<current.range.upperBound, offset: start, depth: 1)
    }

    private mutating func name(isAbsolute: Bool, from start: Int) throws(Failure) -> Syntax {
        guard case .identifier(let name) = current.kind else { throw unexpected("a name") }
        guard !Self.reserved.contains(name) else { throw failure(start, "'\(name)' is a reserved word") }
        position += 1
        if take(.openParenthesis) {
            let arguments = try arguments(until: .closeParenthesis)
            return try call(name, on: nil, arguments, from: start, at: start)
        }
        switch name {
        case "true" where !isAbsolute: return try make(.literal(.bool(true)), from: start)
        case "false" where !isAbsolute: return try make(.literal(.bool(false)), from: start)
        case "null" where !isAbsolute: return try make(.literal(.null), from: start)
        default: return try make(.identifier(name, isAbsolute: isAbsolute), from: start)
        }
    }

    /// Expressions between commas up to a closing bracket; one comma may stand before it.
    private mutating func arguments(until end: Token.Symbol) throws(Failure) -> [Syntax] {
        var arguments: [Syntax] = []
        while !take(end) {
            arguments.append(try expression())
            if take(.comma) { continue }
            try expect(end)
            break
        }
        return arguments
    }

    private mutating func map(from start: Int) throws(Failure) -> Syntax {
        var entries: [Syntax.Entry] = []
        while !take(.closeBrace) {
            let key = try expression()
            try expect(.colon)
            entries.append(Syntax.Entry(key: key, value: try expression(), isOptional: false))
            if take(.comma) { continue }
            try expect(.closeBrace)
            break
        }
        return try make(.map(entries), from: start, over: entries.flatMap { [$0.key, $0.value] })
    }

    private mutating func structure(_ name: String, from start: Int) throws(Failure) -> Syntax {
        try expect(.openBrace)
        while !take(.closeBrace) {
            switch current.kind {
            case .identifier, .quotedIdentifier: position += 1
            default: throw unexpected("a field name")
            }
            try expect(.colon)
            _ = try expression()
            if take(.comma) { continue }
            try expect(.closeBrace)
            break
        }
        return try make(.structure(name, []), from: start)
    }

    private func qualifiedName(_ syntax: Syntax) -> String? {
        switch syntax.kind {
        case .identifier(let name, _): name
        case .select(let operand, let field, isOptional: false): qualifiedName(operand).map { "\($0).\(field)" }
        default: nil
        }
    }

    /// Words that no variable or function may be named.
    ///
    /// Source: CEL language definition, "Syntax", RESERVED.
    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace",
        "return", "var", "void", "while", "in",
    ]
}
