/// Turns tokens into ``Syntax`` by precedence climbing; macros are expanded on the way.
///
/// Source: CEL language definition, "Syntax" and "Macros"; cel-go's grammar for what optional values add. Depth is bounded
/// twice: of the recursion here, for brackets that leave no trace in the result, and of the result, for the stages that
/// follow.
struct Parser {
    let source: String
    let tokens: [Token]
    let limits: Limits
    let expandsMacros: Bool
    var position = 0
    /// The brackets that are open here, by what closes them.
    var closers: [Token.Symbol] = []
    /// Where the parse went on after a mistake: what is wrong there follows from it.
    var resumedAt = -1
    /// How many brackets are open around the key of a map that is being read.
    var keyLevel: Int?
    var nesting = 0
    private var parts = 0
    private(set) var issues: [ExpressionIssue]

    /// Leaves the part that is being read; `isFinal` when nothing sensible can follow.
    struct Failure: Error {
        let issue: ExpressionIssue
        var isFinal = false
    }

    /// The syntax of an expression whose text is correct.
    static func parse(_ source: String, limits: Limits, expandsMacros: Bool = true) throws(ExpressionErrors) -> Syntax {
        guard source.utf8.count <= limits.maximumSourceBytes else {
            let message = "the expression is longer than \(limits.maximumSourceBytes) bytes (maximumSourceBytes)"
            let issue = ExpressionIssue(offset: limits.maximumSourceBytes, message: message)
            throw ExpressionErrors(source: source, issues: [issue])
        }
        var parser = Parser(source, limits, expandsMacros: expandsMacros)
        let syntax = parser.whole()
        guard let syntax, parser.issues.isEmpty else {
            throw ExpressionErrors(source: source, issues: parser.issues)
        }
        return syntax
    }

    private init(_ source: String, _ limits: Limits, expandsMacros: Bool) {
        var lexer = Lexer(source)
        tokens = lexer.tokens()
        issues = lexer.issues
        self.source = source
        self.limits = limits
        self.expandsMacros = expandsMacros
    }

    /// The whole text; after a mistake between its parts the rest is read for its own mistakes.
    private mutating func whole() -> Syntax? {
        do throws(Failure) {
            let syntax = try expression()
            while current.kind != .end {
                reportStray()
                while ![.end, .symbol(.and), .symbol(.or)].contains(current.kind) { position += 1 }
                guard current.kind != .end else { break }
                position += 1
                _ = try expression()
            }
            return syntax
        } catch {
            record(error.issue)
            return nil
        }
    }

    var current: Token { tokens[position] }

    var previous: Token? { position > 0 ? tokens[position - 1] : nil }

    /// Where the token before ends.
    var previousEnd: Int { previous?.range.upperBound ?? 0 }

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

    mutating func report(_ offset: Int, _ message: String) {
        record(ExpressionIssue(offset: offset, message: message))
    }

    /// Keeps a mistake, unless it only follows from one that is known.
    mutating func record(_ issue: ExpressionIssue) {
        let isKnown = position == resumedAt || current.kind == .mistake || previous?.kind == .mistake
        guard !(isKnown && !issues.isEmpty), issues.count < ExpressionErrors.maximumIssues else { return }
        issues.append(issue)
    }

    /// Makes a part over the source from `start` to the last token taken.
    mutating func make(_ kind: Syntax.Kind, from start: Int, at offset: Int? = nil, over children: [Syntax] = [])
        throws(Failure)
        -> Syntax
    {
        let depth = 1 + (children.lazy.map(\.depth).max() ?? 0)
        parts += 1
        guard depth <= limits.maximumDepth else { throw tooDeep(start) }
        guard parts <= limits.maximumParts else {
            let message = "more than \(limits.maximumParts) parts (maximumParts)"
            throw Failure(issue: ExpressionIssue(offset: start, message: message), isFinal: true)
        }
        return Syntax(kind: kind, range: start..<previousEnd, offset: offset ?? start, depth: depth)
    }

    func tooDeep(_ offset: Int) -> Failure {
        let message = "nested deeper than \(limits.maximumDepth) (maximumDepth)"
        return Failure(issue: ExpressionIssue(offset: offset, message: message), isFinal: true)
    }
}
