/// A compiled expression: immutable, shared by threads, evaluated as often as wanted; copying one copies a reference.
public struct Program: Sendable {
    let plan: Plan

    /// The text it was compiled from.
    public var source: String { plan.source }

    /// What is known of the result's type; `dyn` when it depends on the setting.
    public var resultType: StaticType { plan.resultType }

    /// The variables of its environment, in the order of their slots.
    public var variables: [String] { plan.variables }

    /// Compiles an expression.
    /// - Throws: ``ExpressionErrors`` with every mistake that could be found, each with its place.
    public init(compiling source: String, in environment: Environment) throws(ExpressionErrors) {
        let syntax = try Parser.parse(
            source,
            limits: environment.limits,
            expandsMacros: environment.expandsMacros
        )
        try self.init(syntax, source: source, in: environment)
    }

    /// Compiles what was parsed from `source`.
    init(_ syntax: Syntax, source: String, in environment: Environment) throws(ExpressionErrors) {
        let checked = Checker.check(syntax, source: source, in: environment)
        var planner = Planner(environment)
        let root = planner.plan(syntax)
        let issues = environment.isUnchecked ? [] : checked.issues + planner.issues
        guard issues.isEmpty else { throw ExpressionErrors(source: source, issues: issues) }
        plan = Plan(root, planner, source: source, resultType: checked.type)
    }

    /// Evaluates with a budget of its own, the environment's limit.
    public func evaluate(_ bindings: Bindings) -> Result<Value, EvaluationError> {
        var cost = Cost(limit: plan.limits.maximumCost)
        return evaluate(bindings, cost: &cost)
    }

    /// Evaluates, adding what it spends to `cost`; stops with an error when the budget is used up.
    public func evaluate(
        _ bindings: Bindings,
        cost: inout Cost,
        in workspace: Workspace = Workspace()
    ) -> Result<Value, EvaluationError> {
        plan.run(bindings, &cost, workspace) { frame in
            do throws(Failure) {
                return .success(try Value(plan.root.evaluate(&frame), &frame))
            } catch {
                return .failure(publish(error, bindings))
            }
        }
    }

    /// Evaluates an expression whose value must be true or false; anything else is an error.
    ///
    /// With a workspace that was used before, nothing is asked of the heap unless the evaluation fails.
    public func test(
        _ bindings: Bindings,
        cost: inout Cost,
        in workspace: Workspace = Workspace()
    ) -> Result<Bool, EvaluationError> {
        plan.run(bindings, &cost, workspace) { frame in
            do throws(Failure) {
                return .success(try plan.root.truth(&frame))
            } catch {
                return .failure(publish(error, bindings))
            }
        }
    }

    /// The error for the caller, with the path of an absent field.
    func publish(_ failure: Failure, _ bindings: Bindings) -> EvaluationError {
        let path = failure.missing.flatMap { missing in
            SettingPlace(missing.node, in: bindings, variables).map { $0.appending(missing.steps).text }
        }
        return EvaluationError(
            kind: failure.kind,
            message: failure.message(plan.limits),
            offset: failure.offset,
            path: path
        )
    }
}
