/// What a program runs: its nodes, the memory of their constants, and what it was made from.
///
/// `@unchecked` because of nodes and arena: nothing is written to them after planning.
final class Plan: @unchecked Sendable {
    let root: Node
    let source: String
    let resultType: StaticType
    let variables: [String]
    private let bounds: UnsafeMutablePointer<Limits>
    let slotCount: Int
    private let constants: Arena

    init(_ root: Node, _ planner: Planner, source: String, resultType: StaticType) {
        self.root = root
        self.source = source
        self.resultType = resultType
        variables = planner.environment.variables
        bounds = .allocate(capacity: 1)
        bounds.initialize(to: planner.environment.limits)
        slotCount = planner.slotCount
        constants = planner.constants
    }

    deinit { bounds.deallocate() }

    var limits: Limits { bounds.pointee }

    /// Calls `body` with a frame whose memory is the workspace's, and notes what was spent.
    @inline(__always)
    func run<R>(_ bindings: Bindings, _ cost: inout Cost, _ workspace: Workspace, _ body: (inout Frame) -> R) -> R {
        let arena = workspace.arena
        arena.reset()
        return withExtendedLifetime(bindings) {
            bindings.operands.withUnsafeBufferPointer { globals in
                var frame = Frame(
                    globals: globals,
                    locals: arena.allocate(Operand.self, count: slotCount),
                    spent: cost.spent,
                    maximumCost: min(cost.limit, cost.spent + bounds.pointee.maximumCost),
                    limits: bounds,
                    arena: arena
                )
                defer { cost.spent = frame.spent }
                return body(&frame)
            }
        }
    }
}
