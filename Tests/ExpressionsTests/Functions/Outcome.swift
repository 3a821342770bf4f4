import Expressions
import JSON
import Testing

/// What an expression without variables comes to, as tables of tests spell it.
enum Outcome {
    /// The value as JSON, the kind of error, or `refused` when it does not compile.
    static func of(_ expression: String, limits: Limits = Limits()) -> String {
        var environment = Environment(variables: ["config"])
        environment.limits = limits
        guard let program = try? Program(compiling: expression, in: environment) else { return "refused" }
        switch program.evaluate(Bindings(count: 1)) {
        case .success(let value): return value.jsonText
        case .failure(let error): return "\(error.kind)"
        }
    }

    /// The message of the error that it ends with.
    static func message(_ expression: String) throws -> String {
        let program = try Program(compiling: expression, in: Environment(variables: []))
        guard case .failure(let error) = program.evaluate(Bindings(count: 0)) else { return "no error" }
        return error.message
    }
}
