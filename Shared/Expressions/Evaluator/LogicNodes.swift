/// `&&` or `||` over two or more operands: one that decides makes the errors of the others go away, from either side.
///
/// Source: CEL language definition, "Logical Operators".
final class LogicNode: Node {
    /// All of them, in order.
    let operands: [Node]
    /// The value that decides: false for `&&`, true for `||`.
    let deciding: Bool

    /// The same as two halves: going through an array counts references, and a chain of pairs could be too deep.
    private let left: Node
    private let right: Node

    /// Takes two operands at least.
    init(_ syntax: Syntax, _ operands: [Node], deciding: Bool) {
        self.operands = operands
        self.deciding = deciding
        left = Self.joined(syntax, operands[..<(operands.count / 2)], deciding)
        right = Self.joined(syntax, operands[(operands.count / 2)...], deciding)
        super.init(syntax)
    }

    private static func joined(_ syntax: Syntax, _ operands: ArraySlice<Node>, _ deciding: Bool) -> Node {
        operands.count == 1 ? operands[operands.startIndex] : LogicNode(syntax, Array(operands), deciding: deciding)
    }

    override var children: [Node] { operands }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        do throws(Failure) {
            if try left.truth(&frame) == deciding { return deciding }
        } catch {
            return try afterFailure(error, &frame)
        }
        // The left side does not decide, so the value is the right side's, and so is its failure.
        return try right.truth(&frame)
    }

    /// The left side failed: the right one may still decide.
    private func afterFailure(_ failure: Failure, _ frame: inout Frame) throws(Failure) -> Bool {
        if failure.isFinal { throw failure }
        do throws(Failure) {
            if try right.truth(&frame) == deciding { return deciding }
        } catch {
            // Whatever an absent field means, what is not known may still turn out to decide.
            if error.isFinal || error.kind == .unknown { throw error }
        }
        throw failure
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
