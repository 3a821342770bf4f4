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
        var environment = environment
        for variable in [RuleVariable.config, .previous, .baseline, .defaults] {
            environment.declare(variable.name, as: settings)
        }
        return try Program(compiling: source, in: environment)
    }

    /// Compiles a rule's expression so that its conditions are noted.
    static func cover(_ source: String) throws(ExpressionErrors) -> Coverage {
        try Coverage(of: source, in: environment)
    }
}
