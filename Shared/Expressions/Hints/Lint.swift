/// Looks for what is correct and probably not meant.
///
/// What needs no types, such as a condition that stands twice, is found in the text alone; here is what a schema and the
/// meaning of the parts show.
public enum Lint: Sendable {
    /// The hints for an expression, in the order of its text.
    /// - Throws: ``ExpressionErrors`` where the expression cannot be compiled.
    public static func hints(for source: String, in environment: Environment) throws(ExpressionErrors) -> [Hint] {
        let syntax = try Parser.parse(source, limits: environment.limits, expandsMacros: environment.expandsMacros)
        let checked = Checker.check(syntax, source: source, in: environment)
        guard checked.issues.isEmpty || environment.isUnchecked else {
            throw ExpressionErrors(source: source, issues: checked.issues)
        }
        var finder = HintFinder(environment, presence: checked.presence)
        finder.visit(syntax, [])
        return (checked.hints + finder.hints).sorted { ($0.offset, $0.message) < ($1.offset, $1.message) }
    }
}
