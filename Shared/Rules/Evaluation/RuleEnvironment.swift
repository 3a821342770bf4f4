import Expressions

/// The variables and functions that rules may use.
///
/// A checker takes every rule that could have a value; whoever writes one is told more, because there a mistake costs nothing yet.
enum RuleEnvironment {
    private static let environment = Environment(variables: RuleVariable.allCases.map(\.name))

    /// The same with what is known of the variables.
    private static let authoring = {
        var known = environment
        for variable in RuleVariable.allCases {
            if let type = variable.type { known.declare(variable.name, as: type) }
        }
        return known
    }()

    /// Compiles a rule's expression for a checker; all of its mistakes come at once.
    static func compile(_ source: String) throws(ExpressionErrors) -> Program {
        try Program(compiling: source, in: environment)
    }

    /// Compiles a rule's expression for its author, with what is known of the variables.
    static func compileForAuthor(_ source: String) throws(ExpressionErrors) -> Program {
        try Program(compiling: source, in: authoring)
    }

    /// The same about settings that look as declared.
    static func compileForAuthor(_ source: String, settings: StaticType) throws(ExpressionErrors) -> Program {
        try Program(compiling: source, in: declaring(settings))
    }

    /// What is correct in an expression and probably not meant; nothing where it does not compile.
    static func hints(for source: String, settings: StaticType) -> [Hint] {
        (try? Lint.hints(for: source, in: declaring(settings))) ?? []
    }

    private static func declaring(_ settings: StaticType) -> Environment {
        var environment = authoring
        environment.expectedType = .bool
        for variable in RuleVariable.allCases where variable.type == nil {
            environment.declare(variable.name, as: settings)
        }
        return environment
    }

    /// Compiles a rule's expression so that its conditions are noted.
    static func cover(_ source: String) throws(ExpressionErrors) -> Coverage {
        try Coverage(of: source, in: environment)
    }
}
