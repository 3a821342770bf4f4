extension Planner {
    /// What folding one constant part may cost; dearer ones wait for the evaluation and its limit.
    private static let foldingCost = 1_000

    /// The constant that a node comes to when all below it are constants; the node itself else.
    func folded(_ node: Node) -> Node {
        guard node.isFoldable, node.children.allSatisfy({ $0 is ConstantNode }) else { return node }
        let locals = UnsafeMutablePointer<Operand>.allocate(capacity: max(slotCount, 1))
        defer { locals.deallocate() }
        return value(of: node, locals).map { ConstantNode(node.syntax, $0) } ?? node
    }

    private func value(of node: Node, _ locals: UnsafeMutablePointer<Operand>) -> Operand? {
        withUnsafePointer(to: environment.limits) { limits in
            var frame = Frame(
                globals: UnsafeBufferPointer(start: nil, count: 0),
                locals: locals,
                spent: 0,
                maximumCost: Self.foldingCost,
                limits: limits,
                arena: constants
            )
            return try? node.evaluate(&frame)
        }
    }
}
