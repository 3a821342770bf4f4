import Diagnostics
import Expressions
import Synchronization

/// A mapping whose expressions are compiled when it is first used.
final class CompiledMapping: Sendable {
    /// What was compiled.
    struct Programs: Sendable {
        let id: MappingProgram?
        let names: [MappingProgram]
        let region: MappingProgram?
        let account: MappingProgram?
        let condition: MappingProgram?
        /// Of a part: what it configures.
        let named: MappingProgram?
        let config: MappingTemplate<MappingProgram>
    }

    let source: ResourceMapping
    private let compiled = Mutex<Programs?>(nil)

    init(_ source: ResourceMapping) { self.source = source }

    /// The compiled expressions.
    var programs: Programs {
        compiled.withLock { compiled in
            if let compiled { return compiled }
            var named: MappingProgram?
            if case .part(_, _, let expression) = source.target { named = MappingProgram(expression) }
            let programs = Programs(
                id: source.id.map { MappingProgram($0) },
                names: source.names.map { MappingProgram($0) },
                region: source.region.map { MappingProgram($0) },
                account: source.account.map { MappingProgram($0) },
                condition: source.condition.map { MappingProgram($0) },
                named: named,
                config: source.config.map { MappingProgram($0) }
            )
            compiled = programs
            return programs
        }
    }
}

/// An expression of a mapping, compiled.
struct MappingProgram: Sendable {
    /// The program, or why there is none.
    let program: Result<Program, ExpressionErrors>

    init(_ expression: MappingExpression) {
        let environment = Self.environment(expression.variables)
        do throws(ExpressionErrors) {
            program = .success(try Program(compiling: expression.text, in: environment))
        } catch {
            program = .failure(error)
        }
    }

    /// What expressions may use; one for each number of loops around them, as their names are the same in most.
    private static func environment(_ variables: [String]) -> Environment {
        variables.count == MappingReader.variables.count ? standard : Environment(variables: variables)
    }

    private static let standard = Environment(variables: MappingReader.variables)
}
