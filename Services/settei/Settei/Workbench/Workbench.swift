import Diagnostics
import Expressions
import JSON

/// Variables and the expressions that are tried on them.
struct Workbench {
    private(set) var variables: [(name: String, value: Value)] = []

    /// What an expression came to.
    struct Answer {
        let program: Program
        let bindings: Bindings
        let value: Value
        /// What it spent, in the units of the cost limit.
        let cost: Int
    }

    /// Sets a variable, new or not.
    mutating func set(_ name: String, to value: Value) {
        if let index = variables.firstIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    private var environment: Environment { Environment(variables: variables.map(\.name)) }

    /// Compiles an expression.
    /// - Throws: ``Diagnostics``, every mistake with line and caret.
    func compile(_ source: String) throws(Diagnostics) -> Program {
        do throws(ExpressionErrors) {
            return try Program(compiling: source, in: environment)
        } catch {
            let text = SourceFile(name: "expression", bytes: Array(source.utf8))
            throw Diagnostics(
                error.issues.map { issue in
                    Diagnostic(.error, issue.message, in: text, at: text.position(ofByte: issue.offset))
                }
            )
        }
    }

    /// Evaluates an expression.
    /// - Throws: ``Diagnostics``, also where it compiles and has no value for this data.
    func evaluate(_ source: String) throws(Diagnostics) -> Answer {
        let program = try compile(source)
        let bindings = Bindings(variables.map(\.value))
        var cost = Cost(limit: Limits().maximumCost)
        switch program.evaluate(bindings, cost: &cost) {
        case .success(let value): return Answer(program: program, bindings: bindings, value: value, cost: cost.spent)
        case .failure(let error): throw Diagnostics([diagnostic(for: error, in: source)])
        }
    }

    private func diagnostic(for error: EvaluationError, in source: String) -> Diagnostic {
        let text = SourceFile(name: "expression", bytes: Array(source.utf8))
        let hint = error.path.map { path in
            guard error.kind == .noSuchField else { return path }
            let absent = firstAbsent(in: path) ?? path
            return "\(absent) is absent from the data; has(\(absent)) asks whether it is there"
        }
        let message = error.kind.limit.map { "\(error.message) (\($0))" } ?? error.message
        return Diagnostic(.error, message, in: text, at: text.position(ofByte: error.offset), hint: hint)
    }

    /// The shortest beginning of a path that is absent: `config.a` of `config.a.b`, where `has(config.a.b)` is an error itself.
    private func firstAbsent(in path: String) -> String? {
        let ends = path.indices.dropFirst().filter { path[$0] == "." || path[$0] == "[" } + [path.endIndex]
        return ends.lazy.map { String(path[..<$0]) }.first { place in
            guard let program = try? compile("has(\(place))") else { return false }
            var cost = Cost(limit: Limits().maximumCost)
            return (try? program.evaluate(Bindings(variables.map(\.value)), cost: &cost).get())?.bool == false
        }
    }
}

extension Workbench.Answer {
    /// Why the answer is false: each part that decided, with the place it looked at and what stands there.
    ///
    /// Empty where the answer is not false.
    var reasons: [String] {
        guard value.bool == false, let explanation = program.explain(bindings) else { return [] }
        return explanation.facts.flatMap { fact in
            let found = fact.path.map { "\($0) is \(fact.isMissing ? "absent" : fact.value ?? "absent")" }
            let outcome = fact.isTrue.map { "is \($0)" } ?? "has no value: \(fact.error?.message ?? "")"
            let part = "\(fact.expression.split(whereSeparator: \.isNewline).joined(separator: " ")) \(outcome)"
            let elements = fact.elements.compactMap { element in
                element.path.map { "where \(element.variable) is \($0)" }
            }
            return [found.map { "\($0), so" }, part].compactMap(\.self) + elements
        }
    }
}
