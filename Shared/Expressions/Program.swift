/// A compiled expression: immutable, shared by threads, evaluated as often as wanted.
public struct Program: Sendable {
    /// The text it was compiled from.
    public let source: String

    /// What is known of the result's type; `dyn` when it depends on the setting.
    public let resultType: StaticType

    /// The variables of its environment, in the order of their slots.
    public let variables: [String]

    let limits: Limits
    let plan: Plan

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
        let checked = Checker.check(syntax, in: environment)
        var planner = Planner(environment)
        let root = planner.plan(syntax)
        let issues = environment.isUnchecked ? [] : checked.issues + planner.issues
        guard issues.isEmpty else { throw ExpressionErrors(source: source, issues: issues) }
        self.source = source
        resultType = checked.type
        limits = environment.limits
        variables = environment.variables
        plan = Plan(root: root, slotCount: planner.slotCount, limits: limits, constants: planner.constants)
    }

    /// Evaluates with a budget of its own, the environment's limit.
    public func evaluate(_ bindings: Bindings) -> Result<Value, EvaluationError> {
        var cost = Cost(limit: limits.maximumCost)
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
            message: failure.message(limits),
            offset: failure.offset,
            path: path
        )
    }
}

/// What a program runs: its nodes, and the memory of their constants.
///
/// `@unchecked` because of the arena: it is not written after planning.
final class Plan: @unchecked Sendable {
    let root: Node
    let slotCount: Int
    private let constants: Arena
    private let limits: UnsafeMutablePointer<Limits>

    init(root: Node, slotCount: Int, limits: Limits, constants: Arena) {
        self.root = root
        self.slotCount = slotCount
        self.constants = constants
        self.limits = .allocate(capacity: 1)
        self.limits.initialize(to: limits)
    }

    deinit { limits.deallocate() }

    /// Calls `body` with a frame whose memory is the workspace's, and notes what was spent.
    @inline(__always)
    func run<R>(_ bindings: Bindings, _ cost: inout Cost, _ workspace: Workspace, _ body: (inout Frame) -> R) -> R {
        workspace.arena.reset()
        return withExtendedLifetime(bindings) {
            bindings.operands.withUnsafeBufferPointer { globals in
                var frame = Frame(
                    globals: globals,
                    locals: workspace.arena.allocate(Operand.self, count: slotCount),
                    spent: cost.spent,
                    maximumCost: min(cost.limit, cost.spent + limits.pointee.maximumCost),
                    limits: limits,
                    arena: workspace.arena
                )
                defer { cost.spent = frame.spent }
                return body(&frame)
            }
        }
    }
}
