/// Turns tokens into ``Syntax`` by precedence climbing; macros are expanded on the way.
///
/// Source: CEL language definition, "Syntax" and "Macros". Depth is bounded twice:
/// of the recursion here, for brackets that leave no
/// trace in the result, and of the result, for the stages that follow.
struct Parser {
    let tokens: [Token]
    let limits: Limits
    var position = 0
    private var nesting = 0
    private var parts = 0

    /// Stops the parse; what is wrong is one issue.
    struct Failure: Error {
        let issue: ExpressionIssue
    }

    static func parse(_ source: String, limits: Limits) throws(ExpressionErrors) -> Syntax {
        func refuse(_ issues: [ExpressionIssue]) -> ExpressionErrors {
            ExpressionErrors(source: source, issues: issues)
        }
        guard source.utf8.count <= limits.maximumSourceBytes else {
            let message = "the expression is longer than \(limits.maximumSourceBytes) bytes"
            throw refuse([ExpressionIssue(offset: limits.maximumSourceBytes, message: message)])
        }
        var lexer = Lexer(source)
        let tokens = lexer.tokens()
        guard lexer.issues.isEmpty else { throw refuse(lexer.issues) }
        var parser = Parser(tokens: tokens, limits: limits)
        do throws(Failure) {
            let syntax = try parser.expression()
            guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end") }
            return syntax
        } catch {
            throw refuse([error.issue])
        }
    }

    private init(tokens: [Token], limits: Limits) {
        self.tokens = tokens
        self.limits = limits
    }

    var current: Token { tokens[position] }

    /// Where the token before ends.
    var previousEnd: Int { tokens[max(position - 1, 0)].range.upperBound }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(Failure) {
        guard take(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    func unexpected(_ wanted: String) -> Failure {
        failure(current.range.lowerBound, "expected \(wanted), found \(current.words)")
    }

    func failure(_ offset: Int, _ message: String) -> Failure {
        Failure(issue: ExpressionIssue(offset: offset, message: message))
    }

    /// Makes a part over the source from `start` to the last token taken.
    mutating func make(_ kind: Syntax.Kind, from start: Int, at offset: Int? = nil, over children: [Syntax] = [])
        throws(Failure)
        -> Syntax
    {
        let depth = 1 + (children.lazy.map(\.depth).max() ?? 0)
        parts += 1
        guard depth <= limits.maximumDepth else { throw failure(start, "nested deeper than \(limits.maximumDepth)") }
        guard parts <= limits.maximumParts else { throw failure(start, "more than \(limits.maximumParts) parts") }
        return Syntax(kind: kind, range: start..<previousEnd, offset: offset ?? start, depth: depth)
    }

    mutating func expression() throws(Failure) -> Syntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= limits.maximumDepth else {
            throw failure(current.range.lowerBound, "nested deeper than \(limits.maximumDepth)")
        }
        let start = current.range.lowerBound
        let condition = try chain(.or)
        let question = current.range.lowerBound
        guard take(.question) else { return condition }
        let then = try chain(.or)
        try expect(.colon)
        let otherwise = try expression()
        return try make(
            .conditional(condition, then: then, otherwise: otherwise),
            from: start,
            at: question,
            over: [condition, then, otherwise]
        )
    }

    /// A run of `||` or `&&` as one part, so that long ones do not nest.
    private mutating func chain(_ symbol: Token.Symbol) throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var operands = [symbol == .or ? try chain(.and) : try relation()]
        let offset = current.range.lowerBound
        while take(symbol) { operands.append(symbol == .or ? try chain(.and) : try relation()) }
        guard operands.count > 1 else { return operands[0] }
        return try make(symbol == .or ? .or(operands) : .and(operands), from: start, at: offset, over: operands)
    }

    private mutating func relation() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var left = try sum()
        while let name = relationName {
            let offset = current.range.lowerBound
            position += 1
            let right = try sum()
            left = try make(
                .call(name, target: nil, arguments: [left, right]),
                from: start,
                at: offset,
                over: [left, right]
            )
        }
        return left
    }

    private var relationName: String? {
        switch current.kind {
        case .symbol(.equal), .symbol(.notEqual), .symbol(.less), .symbol(.lessOrEqual), .symbol(.greater),
            .symbol(.greaterOrEqual):
            if case .symbol(let symbol) = current.kind { return symbol.rawValue }
            return nil
        case .identifier("in"): return "in"
        default: return nil
        }
    }

    private mutating func sum() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var left = try product()
        while case .symbol(let symbol) = current.kind, symbol == .plus || symbol == .minus {
            let offset = current.range.lowerBound
            position += 1
            let right = try product()
            left = try make(
                .call(symbol.rawValue, target: nil, arguments: [left, right]),
                from: start,
                at: offset,
                over: [left, right]
            )
        }
        return left
    }

    private mutating func product() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var left = try unary()
        while case .symbol(let symbol) = current.kind, symbol == .times || symbol == .divide || symbol == .modulo {
            let offset = current.range.lowerBound
            position += 1
            let right = try unary()
            left = try make(
                .call(symbol.rawValue, target: nil, arguments: [left, right]),
                from: start,
                at: offset,
                over: [left, right]
            )
        }
        return left
    }
}
