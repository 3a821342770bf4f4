import Expressions

/// The variables and functions that rules may use.
enum RuleEnvironment {
    private static let environment = Environment(variables: RuleVariable.allCases.map(\.name))

    /// Compiles a rule's expression; all of its mistakes come at once.
    static func compile(_ source: String) throws(ExpressionErrors) -> Program {
        try Program(compiling: source, in: environment)
    }

    /// Compiles a rule's expression about settings that look as declared.
    static func compile(_ source: String, settings: StaticType) throws(ExpressionErrors) -> Program {
        try Program(compiling: source, in: declaring(settings))
    }

    /// What is correct in an expression and probably not meant; nothing where it does not compile.
    static func hints(for source: String, settings: StaticType) -> [Hint] {
        (try? Lint.hints(for: source, in: declaring(settings))) ?? []
    }

    private static func declaring(_ settings: StaticType) -> Environment {
        var environment = environment
        environment.expectedType = .bool
        for variable in [RuleVariable.config, .previous, .baseline, .defaults] {
            environment.declare(variable.name, as: settings)
        }
        return environment
    }

    /// Compiles a rule's expression so that its conditions are noted.
    static func cover(_ source: String) throws(ExpressionErrors) -> Coverage {
        try Coverage(of: source, in: environment)
    }
}
