/// A compiled expression: immutable, shared by threads, evaluated as often as wanted.
public struct Program: Sendable {
    /// The text it was compiled from.
    public let source: String

    /// What is known of the result's type; `dyn` when it depends on the setting.
    public let resultType: StaticType

    /// The variables of its environment, in the order of their slots.
    public let variables: [String]

    let root: any Node
    let localCount: Int
    let limits: Limits

    /// Compiles an expression.
    /// - Throws: ``ExpressionErrors`` with every mistake that could be found, each with its place.
    public init(compiling source: String, in environment: Environment) throws(ExpressionErrors) {
        let syntax = try Parser.parse(
            source,
            limits: environment.limits,
            expandsMacros: environment.expandsMacros
        )
        let checked = Checker.check(syntax, in: environment)
        var planner = Planner(environment)
        root = planner.plan(syntax)
        let issues = environment.isUnchecked ? [] : checked.issues + planner.issues
        guard issues.isEmpty else { throw ExpressionErrors(source: source, issues: issues) }
        self.source = source
        resultType = checked.type
        localCount = planner.localCount
        limits = environment.limits
        variables = environment.variables
    }

    /// Evaluates with a budget of its own, the environment's limit.
    public func evaluate(_ bindings: Bindings) -> Result<Value, EvaluationError> {
        var cost = Cost(limit: limits.maximumCost)
        return evaluate(bindings, cost: &cost)
    }

    /// Evaluates, adding what it spends to `cost`; stops with an error when the budget is used up.
    public func evaluate(_ bindings: Bindings, cost: inout Cost) -> Result<Value, EvaluationError> {
        var frame = frame(bindings, cost)
        defer { cost.spent = frame.spent }
        do throws(Failure) {
            return .success(
                try withExtendedLifetime(bindings) { () throws(Failure) in Value(try root.evaluate(&frame)) }
            )
        } catch {
            return .failure(publish(error, bindings))
        }
    }

    /// Evaluates an expression whose value must be true or false; anything else is an error.
    public func test(_ bindings: Bindings, cost: inout Cost) -> Result<Bool, EvaluationError> {
        var frame = frame(bindings, cost)
        defer { cost.spent = frame.spent }
        do throws(Failure) {
            return .success(try root.truth(&frame))
        } catch {
            return .failure(publish(error, bindings))
        }
    }

    @inline(__always)
    func frame(_ bindings: Bindings, _ cost: Cost) -> Frame {
        Frame(
            globals: bindings.operands,
            locals: localCount,
            spent: cost.spent,
            maximumCost: min(cost.limit, cost.spent + limits.maximumCost),
            limits: limits
        )
    }

    /// The error for the caller, with the path of an absent field.
    func publish(_ failure: Failure, _ bindings: Bindings) -> EvaluationError {
        let path = failure.missing.flatMap { missing in
            SettingPlace(missing.node, in: bindings, variables).map { $0.appending(missing.steps).text }
        }
        return EvaluationError(kind: failure.kind, message: failure.message, offset: failure.offset, path: path)
    }
}
