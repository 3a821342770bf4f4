/// Operators, from those that bind least to those that bind most.
///
/// Source: CEL language definition, "Syntax", Expr to Unary.
extension Parser {
    mutating func expression() throws(Failure) -> Syntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= limits.maximumDepth else { throw tooDeep(current.range.lowerBound) }
        let start = current.range.lowerBound
        let condition = try chain(.or)
        let question = current
        guard take(.question) else { return condition }
        if current.kind == .symbol(.question) {
            report(question.range.lowerBound, "there is no '??'; a default is given by x.?field.orValue(default)")
            position += 1
            _ = try chain(.or)
            return standIn(from: start)
        }
        let then = try chain(.or)
        guard take(.colon) else {
            reportMissingColon(of: question)
            skipToBoundary()
            return standIn(from: start)
        }
        let otherwise = try expression()
        return try make(
            .conditional(condition, then: then, otherwise: otherwise),
            from: start,
            at: question.range.lowerBound,
            over: [condition, then, otherwise]
        )
    }

    private mutating func reportMissingColon(of question: Token) {
        let offset = question.range.lowerBound
        let rest = source.utf8.dropFirst(question.range.upperBound)
        let next = rest.first.map { UnicodeScalar($0) }
        if next == "." || next == "[" {
            let optional = next == "." ? ".?" : "[?"
            return report(offset, "an optional part is selected by '\(optional)', not '?\(next ?? ".")'")
        }
        if current.kind == .symbol(.question) {
            return report(
                current.range.lowerBound,
                "a choice within a choice stands in parentheses: a ? (b ? c : d) : e"
            )
        }
        record(unexpected("':' and the value for when the condition is false").issue)
    }

    /// A run of `||` or `&&` as one part, so that long ones do not nest.
    private mutating func chain(_ symbol: Token.Symbol) throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        var operands = [try operand(of: symbol)]
        let offset = current.range.lowerBound
        while takeLogical(symbol) { operands.append(try operand(of: symbol)) }
        guard operands.count > 1 else { return operands[0] }
        return try make(symbol == .or ? .or(operands) : .and(operands), from: start, at: offset, over: operands)
    }

    private mutating func operand(of symbol: Token.Symbol) throws(Failure) -> Syntax {
        if symbol == .or { return try chain(.and) }
        return try recovering { (parser: inout Parser) throws(Failure) in try parser.binary(.relation) }
    }

    /// Takes `&&` or `||`, also as the word that other languages have for it, which is reported.
    private mutating func takeLogical(_ symbol: Token.Symbol) -> Bool {
        if take(symbol) { return true }
        guard case .identifier(let word) = current.kind, Self.wordOperators[word] == symbol else { return false }
        report(current.range.lowerBound, "'\(word)' is written '\(symbol.rawValue)'")
        position += 1
        return true
    }

    /// Operators of two operands that bind alike.
    private enum Level {
        case relation, sum, product

        var next: Level? {
            switch self {
            case .relation: .sum
            case .sum: .product
            case .product: nil
            }
        }

        func operatorName(_ kind: Token.Kind) -> String? {
            switch (self, kind) {
            case (.relation, .identifier("in")): return "in"
            case (_, .symbol(let symbol)): return symbols.contains(symbol) ? symbol.rawValue : nil
            default: return nil
            }
        }

        private var symbols: [Token.Symbol] {
            switch self {
            case .relation: [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
            case .sum: [.plus, .minus]
            case .product: [.times, .divide, .modulo]
            }
        }
    }

    private mutating func binary(_ level: Level?) throws(Failure) -> Syntax {
        guard let level else { return try unary() }
        let start = current.range.lowerBound
        var left = try binary(level.next)
        while let name = level.operatorName(current.kind) {
            let offset = current.range.lowerBound
            position += 1
            let right = try binary(level.next)
            let kind = Syntax.Kind.call(name, target: nil, arguments: [left, right])
            left = try make(kind, from: start, at: offset, over: [left, right])
        }
        return left
    }

    /// A run of `!` or `-` before an operand; pairs of them cancel, as in cel-go.
    private mutating func unary() throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        skipWordNot()
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

    /// Reports `not x`, which other languages write.
    private mutating func skipWordNot() {
        guard current.kind == .identifier("not") || current.kind == .identifier("NOT") else { return }
        switch tokens[position + 1].kind {
        case .identifier(let word) where word != "in" && Self.wordOperators[word] == nil: break
        default: return
        }
        report(current.range.lowerBound, "'not' is written '!'")
        position += 1
    }
}
