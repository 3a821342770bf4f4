/// An operand and what is selected from it.
///
/// Source: CEL language definition, "Syntax", Member and Primary.
extension Parser {
    /// An operand and what follows it: `.field`, `.?field`, `.method(…)`, `[index]`, `[?index]`, `{field: value}`.
    mutating func member() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var isName = isNameNext
        var operand = try primary()
        while true {
            let open = current
            if take(.dot) {
                if case .identifier = current.kind {} else { isName = false }
                operand = try selection(of: operand, from: start, at: open.range.lowerBound)
            } else if take(.openBracket) {
                isName = false
                operand = try index(of: operand, from: start, open)
            } else if isName, open.kind == .symbol(.openBrace), let name = operand.messageName {
                isName = false
                operand = try structure(name, from: start)
            } else {
                return operand
            }
        }
    }

    private var isNameNext: Bool {
        if case .identifier = current.kind { return true }
        return current.kind == .symbol(.dot)
    }

    private mutating func index(of operand: Syntax, from start: Int, _ open: Token) throws(Failure) -> Syntax {
        let isOptional = take(.question)
        closers.append(.closeBracket)
        defer { closers.removeLast() }
        let index = try expression()
        close(.closeBracket, of: open)
        let kind = Syntax.Kind.index(operand, index, isOptional: isOptional)
        return try make(kind, from: start, at: open.range.lowerBound, over: [operand, index])
    }

    private mutating func selection(of operand: Syntax, from start: Int, at offset: Int) throws(Failure) -> Syntax {
        let isOptional = take(.question)
        let name: String
        switch current.kind {
        case .identifier(let word):
            guard !Self.keywords.contains(word) else {
                throw failure(current.range.lowerBound, "'\(word)' is a keyword; write ['\(word)'] to select it")
            }
            name = word
            position += 1
            let open = current
            if !isOptional, take(.openParenthesis) {
                return try call(name, on: operand, try arguments(in: open), from: start, at: offset)
            }
        case .quotedIdentifier(let word):
            name = word
            position += 1
        default: throw unexpected("a field name")
        }
        let kind = Syntax.Kind.select(operand, field: name, isOptional: isOptional)
        return try make(kind, from: start, at: offset, over: [operand])
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
        case .symbol(.openParenthesis): return try group(token)
        case .symbol(.openBracket): return try list(token)
        case .symbol(.openBrace): return try map(token)
        case .symbol(.dot): return try name(isAbsolute: true, from: start)
        case .mistake: return standIn(from: start)
        case .identifier:
            position -= 1
            return try name(isAbsolute: false, from: start)
        default:
            if token.kind != .end { position -= 1 }
            throw unexpected("a value")
        }
    }

    private mutating func group(_ open: Token) throws(Failure) -> Syntax {
        closers.append(.closeParenthesis)
        defer { closers.removeLast() }
        let inner = try expression()
        close(.closeParenthesis, of: open)
        return inner
    }

    private mutating func negativeNumber(from start: Int) throws(Failure) -> Syntax {
        let kind: Syntax.Kind
        switch current.kind {
        case .int(let value): kind = .literal(.int(-value))
        case .intMagnitude: kind = .literal(.int(.min))
        case .double(let value): kind = .literal(.double(-value))
        default: throw unexpected("a value")
        }
        position += 1
        return try make(kind, from: start)
    }

    private mutating func name(isAbsolute: Bool, from start: Int) throws(Failure) -> Syntax {
        guard case .identifier(let name) = current.kind else { throw unexpected("a name") }
        guard Self.reserved[name] == nil else { throw failure(start, Self.advice(onReserved: name)) }
        position += 1
        let open = current
        if take(.openParenthesis) {
            let arguments = try arguments(in: open)
            return try call(name, on: nil, arguments, from: start, at: start)
        }
        switch name {
        case "true" where !isAbsolute: return try make(.literal(.bool(true)), from: start)
        case "false" where !isAbsolute: return try make(.literal(.bool(false)), from: start)
        case "null" where !isAbsolute: return try make(.literal(.null), from: start)
        default: return try make(.identifier(name, isAbsolute: isAbsolute), from: start)
        }
    }

    /// The arguments of a call up to its closing parenthesis.
    private mutating func arguments(in open: Token) throws(Failure) -> [Syntax] {
        try items(in: open, until: .closeParenthesis, allowsTrailingComma: false) {
            (parser: inout Parser) throws(Failure) in try parser.expression()
        }
    }

    /// Words that no field is selected by.
    ///
    /// Source: CEL language definition, "Syntax", KEYWORD.
    private static let keywords: Set<String> = ["true", "false", "null", "in"]

    private static func advice(onReserved word: String) -> String {
        let advice = reserved[word].flatMap { $0.isEmpty ? nil : "; \($0)" } ?? ""
        return "'\(word)' is a reserved word\(advice)"
    }

    /// Words that no variable or function may be named, and what to write in their place.
    ///
    /// Source: CEL language definition, "Syntax", RESERVED.
    private static let reserved: [String: String] = [
        "as": "", "break": "", "const": "", "continue": "", "else": "a choice is written condition ? a : b",
        "for": "elements are gone through by list.all(x, …), exists, filter or map", "function": "",
        "if": "a choice is written condition ? a : b", "import": "",
        "in": "it stands between two values: x in list",
        "let": "a value gets a name by cel.bind(name, value, …)", "loop": "", "namespace": "", "package": "",
        "return": "the expression is the result", "var": "a value gets a name by cel.bind(name, value, …)", "void": "",
        "while": "",
    ]
}

extension Syntax {
    /// The name of the message type that it is, with the dot before an absolute one.
    fileprivate var messageName: String? {
        switch kind {
        case .identifier(let name, let isAbsolute): isAbsolute ? ".\(name)" : name
        case .select(let operand, let field, isOptional: false): operand.messageName.map { "\($0).\(field)" }
        default: nil
        }
    }
}
