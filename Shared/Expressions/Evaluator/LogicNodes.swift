/// `&&` or `||` over two or more operands: one that decides makes the errors of the others go away, from either side.
///
/// Source: CEL language definition, "Logical Operators".
final class LogicNode: Node {
    let operands: [Node]
    /// The value that decides: false for `&&`, true for `||`.
    let deciding: Bool

    init(_ syntax: Syntax, _ operands: [Node], deciding: Bool) {
        self.operands = operands
        self.deciding = deciding
        super.init(syntax)
    }

    override var children: [Node] { operands }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        var failure: Failure?
        for operand in operands {
            do throws(Failure) {
                if try operand.truth(&frame) == deciding { return deciding }
            } catch {
                if error.isFinal { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !deciding
    }
}

/// `!operand`.
final class NotNode: Node {
    let operand: Node

    init(_ syntax: Syntax, _ operand: Node) {
        self.operand = operand
        super.init(syntax)
    }

    override var children: [Node] { [operand] }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool { !(try operand.truth(&frame)) }
}

/// `condition ? then : otherwise`.
final class ConditionalNode: Node {
    let condition: Node
    let then: Node
    let otherwise: Node

    init(_ syntax: Syntax, _ condition: Node, then: Node, otherwise: Node) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        super.init(syntax)
    }

    override var children: [Node] { [condition, then, otherwise] }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try condition.truth(&frame) ? try then.evaluate(&frame) : try otherwise.evaluate(&frame)
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        return try condition.truth(&frame) ? try then.truth(&frame) : try otherwise.truth(&frame)
    }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try condition.truth(&frame) ? try then.view(&frame) : try otherwise.view(&frame)
    }
}
