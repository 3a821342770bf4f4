import Expressions
import JSON

/// What must hold for every expression, whatever it says.
struct ExpressionChecks {
    private var environment = Environment(variables: ["config", "x"])

    /// How much is known beforehand of what an expression looks at.
    enum Knowledge { case schema, nothing, unchecked }

    private let bindings: Bindings
    private let workspace = Workspace()

    private static let type = Setting.type

    private(set) var compiled = 0
    private(set) var valued = 0
    private(set) var limited = 0

    init() {
        environment.limits.maximumCost = 5_000
        environment.limits.maximumTextBytes = 65_536
        environment.limits.maximumElements = 5_000
        environment.limits.maximumMemory = 1_048_576
        var bindings = Bindings(count: 2)
        bindings[0] = Setting.config
        bindings[1] = .int(3)
        self.bindings = bindings
    }

    /// Compiles, evaluates twice, tests, and explains; gives the outcome where the expression compiles.
    @discardableResult
    mutating func check(_ text: String, knowing knowledge: Knowledge) throws(Violation) -> Outcome? {
        environment.isUnchecked = knowledge == .unchecked
        environment.declare("config", as: knowledge == .schema ? Self.type : .dyn)
        let program: Program
        do throws(ExpressionErrors) {
            program = try Program(compiling: text, in: environment)
        } catch {
            try checkErrors(error, text)
            return nil
        }
        let result = program.evaluate(bindings)
        let first = Outcome(result)
        // In memory that all inputs before have used.
        var cost = Cost(limit: environment.limits.maximumCost)
        let second = Outcome(program.evaluate(bindings, cost: &cost, in: workspace))
        compiled += 1
        if first.value != nil { valued += 1 }
        if first.isLimit { limited += 1 }
        guard first == second else { throw Violation("gives \(first), then \(second)") }
        if knowledge != .unchecked { try checkTools(text) }
        if knowledge == .nothing, case .success(let value) = result { try checkType(program.resultType, value) }
        try checkLimit(program, first)
        cost = Cost(limit: environment.limits.maximumCost)
        let truth = program.test(bindings, cost: &cost, in: workspace)
        try checkTruth(truth, first)
        // The step that goes past the limit is charged whole; the longest goes through a text of the greatest length.
        guard cost.spent <= environment.limits.maximumCost + environment.limits.maximumTextBytes >> 3 else {
            throw Violation("spends \(cost.spent) of \(environment.limits.maximumCost)")
        }
        try checkExplanation(program.explain(bindings), truth)
        return first
    }

    /// Types of extensions have one name in signatures and another at run time.
    private static let plainTypes: Set = [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "optional_type",
        "google.protobuf.Timestamp", "google.protobuf.Duration",
    ]

    /// What the checker deduced without a schema is what comes out.
    private func checkType(_ type: StaticType, _ value: Value) throws(Violation) {
        let name = type.description.prefix { $0 != "(" }
        guard Self.plainTypes.contains(String(name)), name != value.typeName.description else { return }
        throw Violation("deduced as \(type), comes to \(value.typeName) \(value.jsonText)")
    }

    /// `a && b` is `b && a`, and the same for `||`, but for which of two errors is told.
    ///
    /// Source: CEL language definition, "Logical Operators".
    func checkOrder(_ a: String, _ b: String) throws(Violation) {
        for operation in ["&&", "||"] {
            let one = outcome("(\(a)\n) \(operation) (\(b)\n)")
            let other = outcome("(\(b)\n) \(operation) (\(a)\n)")
            guard let one, let other, !one.isLimit, !other.isLimit, one.value != other.value else { continue }
            throw Violation("\(a) \(operation) \(b) gives \(one), the other way round \(other)")
        }
    }

    /// What shows an expression to people takes all that compiles.
    private func checkTools(_ text: String) throws(Violation) {
        let hints: [Hint]
        do throws(ExpressionErrors) {
            hints = try Lint.hints(for: text, in: environment)
            _ = try Outline(parsing: text, limits: environment.limits).layout()
        } catch {
            throw Violation("compiles, but cannot be shown: \(error)")
        }
        for hint in hints where !(0...text.utf8.count).contains(hint.offset) {
            throw Violation("hints at byte \(hint.offset) of \(text.utf8.count): \(hint.message)")
        }
    }

    /// With little to spend the result is the same, or the limit.
    private func checkLimit(_ program: Program, _ outcome: Outcome) throws(Violation) {
        var cost = Cost(limit: 20)
        let limited = Outcome(program.evaluate(bindings, cost: &cost))
        guard limited == outcome || limited.isLimit else {
            throw Violation("gives \(outcome), with little to spend \(limited)")
        }
    }

    private func outcome(_ text: String) -> Outcome? {
        (try? Program(compiling: text, in: environment)).map { Outcome($0.evaluate(bindings)) }
    }

    private func checkErrors(_ errors: ExpressionErrors, _ text: String) throws(Violation) {
        guard !errors.issues.isEmpty, !errors.description.isEmpty else { throw Violation("refused without a reason") }
        for issue in errors.issues where !(0...text.utf8.count).contains(issue.offset) {
            throw Violation("points to byte \(issue.offset) of \(text.utf8.count): \(issue.message)")
        }
    }

    private func checkTruth(_ truth: Result<Bool, EvaluationError>, _ outcome: Outcome) throws(Violation) {
        switch (truth, outcome) {
        case (.success(let value), .value(let text)) where text == (value ? "true" : "false"): break
        case (.failure(let error), .failure) where Outcome.failure(error) == outcome: break
        case (.failure(let error), .value(let text)) where text != "true" && text != "false":
            guard error.kind == .noSuchOverload else { throw Violation("\(text) is no truth: \(error)") }
        // Giving out a value costs something, and telling that it is no truth does not.
        case (.failure(let error), _) where outcome.isLimit && error.kind == .noSuchOverload: break
        default: throw Violation("evaluates to \(outcome), tests as \(truth)")
        }
    }

    private func checkExplanation(_ found: Explanation?, _ truth: Result<Bool, EvaluationError>) throws(Violation) {
        if case .success(true) = truth {
            guard found == nil else { throw Violation("explains a success") }
            return
        }
        // The limit may end the explanation, too, which evaluates part by part.
        guard let found else {
            if case .failure = truth { return }
            throw Violation("does not explain a failure")
        }
        guard !found.facts.isEmpty, !found.description.isEmpty else { throw Violation("explains nothing") }
    }
}

/// The result of an evaluation in a form that can be compared.
enum Outcome: Equatable, CustomStringConvertible {
    /// The value as JSON text, after the name of its type.
    case value(String)
    case failure(kind: EvaluationError.Kind, text: String)

    init(_ result: Result<Value, EvaluationError>) {
        switch result {
        case .success(let value):
            let text = value.jsonText
            self = .value(value.bool == nil ? "\(value.typeName) \(text)" : text)
        case .failure(let error): self = .failure(error)
        }
    }

    static func failure(_ error: EvaluationError) -> Outcome {
        .failure(kind: error.kind, text: "\(error.offset): \(error)")
    }

    /// The value; nil for every error.
    var value: String? {
        if case .value(let text) = self { text } else { nil }
    }

    /// Whether a limit ended it, which no operator absorbs.
    var isLimit: Bool {
        if case .failure(let kind, _) = self { kind.limit != nil } else { false }
    }

    var description: String {
        switch self {
        case .value(let text): text
        case .failure(let kind, let text): "\(kind) (\(text))"
        }
    }
}
