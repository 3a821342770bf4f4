/// How the parse goes on after a mistake, so that all of an expression are told at once and none twice.
extension Parser {
    /// Stands for a part that could not be read; never evaluated, as there is a mistake.
    func standIn(from start: Int) -> Syntax {
        let end = max(previousEnd, start)
        return Syntax(kind: .literal(.null), range: start..<end, offset: start, depth: 1)
    }

    /// A part, or what stands in for it and the mistake in it.
    mutating func recovering(_ read: (inout Parser) throws(Failure) -> Syntax) throws(Failure) -> Syntax {
        let start = current.range.lowerBound
        do throws(Failure) {
            let part = try read(&self)
            reportWhatFollows()
            return part
        } catch {
            guard !error.isFinal else { throw error }
            record(error.issue)
            skipToBoundary()
            return standIn(from: start)
        }
    }

    /// Goes to what may follow an operand, on the same level of brackets.
    mutating func skipToBoundary() {
        var depth = 0
        while true {
            switch current.kind {
            case .end:
                resumedAt = position
                return
            case .symbol(let symbol) where symbol.opens: depth += 1
            case .symbol(let symbol) where symbol.closes && depth > 0: depth -= 1
            case .symbol(let symbol) where depth == 0 && isBoundary(symbol):
                resumedAt = position
                return
            default: break
            }
            position += 1
        }
    }

    private func isBoundary(_ symbol: Token.Symbol) -> Bool {
        symbol.closes || [.and, .or, .comma, .colon, .question].contains(symbol)
    }

    /// Reports and skips what cannot follow a complete operand, such as a second one.
    private mutating func reportWhatFollows() {
        switch current.kind {
        case .end: return
        case .symbol(let symbol) where isBoundary(symbol): return
        case _ where keyLevel == closers.count: record(unexpected("':' and a value after the key").issue)
        case .identifier(let word) where Self.wordOperators[word] != nil: return
        case .identifier(let word): report(current.range.lowerBound, Self.advice(onWord: word))
        case .int, .double:
            let isElement = source.utf8.dropFirst(current.range.lowerBound).first == UInt8(ascii: ".")
            let advice = isElement ? "; an element of a list is list[0]" : ""
            report(current.range.lowerBound, "expected an operator, found a number\(advice)")
        case .symbol(.not):
            report(current.range.lowerBound, "expected an operator, found '!'; 'not in' is !(x in list)")
        default: record(unexpected("an operator").issue)
        }
        skipToBoundary()
    }

    /// Operators that other languages spell as words.
    static let wordOperators: [String: Token.Symbol] = ["and": .and, "AND": .and, "or": .or, "OR": .or]

    private static func advice(onWord word: String) -> String {
        switch word {
        case "not": "'not in' is written !(x in list)"
        case "is", "equals", "eq": "'\(word)' is no operator; equality is written '=='"
        case "contains", "startsWith", "endsWith", "matches":
            "'\(word)' is called as text.\(word)('…'), it is no operator"
        case "if", "unless": "'\(word)' is no operator; a choice is written condition ? a : b"
        default: "expected an operator, found '\(word)'"
        }
    }

    /// Items between commas up to the bracket that closes `open`; only in literals may a comma stand before that.
    mutating func items<Item>(
        in open: Token,
        until end: Token.Symbol,
        allowsTrailingComma: Bool = true,
        _ item: (inout Parser) throws(Failure) -> Item
    ) throws(Failure) -> [Item] {
        closers.append(end)
        defer { closers.removeLast() }
        var items: [Item] = []
        if allowsTrailingComma, current.kind == .symbol(.comma), tokens[position + 1].kind == .symbol(end) {
            position += 1
        }
        while current.kind != .symbol(end), current.kind != .end {
            do throws(Failure) {
                items.append(try item(&self))
            } catch {
                guard !error.isFinal else { throw error }
                record(error.issue)
                skipToBoundary()
                while [.symbol(.and), .symbol(.or), .symbol(.colon), .symbol(.question)].contains(current.kind) {
                    position += 1
                    skipToBoundary()
                }
            }
            let comma = current.range.lowerBound
            guard take(.comma) else { break }
            if !allowsTrailingComma, current.kind == .symbol(end) {
                report(comma, "expected another argument after ',', found '\(end.rawValue)'")
            }
        }
        close(end, of: open)
        return items
    }

    /// Takes the bracket that closes `open`; reports a missing one and goes on behind its place.
    mutating func close(_ symbol: Token.Symbol, of open: Token) {
        if take(symbol) { return }
        let place = SourcePlace(open.range.lowerBound, in: source)
        let line = place.line > 1 ? "line \(place.line), " : ""
        report(
            current.range.lowerBound,
            "expected '\(symbol.rawValue)' to close \(open.words) at \(line)column \(place.column), found \(current.words)"
        )
        while case .symbol(let found) = current.kind, !found.closes {
            position += 1
            skipToBoundary()
        }
        if case .symbol(let found) = current.kind, found == symbol || !closers.dropLast().contains(found) {
            position += 1
        }
        resumedAt = position
    }

    /// Reports what stands between brackets and belongs to none.
    mutating func reportStray() {
        let offset = current.range.lowerBound
        switch current.kind {
        case .symbol(let symbol) where symbol.closes:
            report(offset, "'\(symbol.rawValue)' closes nothing: no bracket is open here")
        case .symbol(.colon): report(offset, "':' without a '?' before it")
        case .symbol(.comma): report(offset, "unexpected ','; the elements of a list stand in brackets: [a, b]")
        default: record(unexpected("an operator or the end").issue)
        }
    }
}
