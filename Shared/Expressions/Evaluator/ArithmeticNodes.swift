/// `+`, `-`, `*`, `/` and `%`.
final class ArithmeticNode: PairNode {
    let operation: Arithmetic

    init(_ syntax: Syntax, _ left: Node, _ right: Node, _ operation: Arithmetic) {
        self.operation = operation
        super.init(syntax, left, right)
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        return try operation.apply(a, try right.evaluate(&frame), &frame, syntax.offset)
    }
}

/// `-operand`.
final class NegationNode: Node {
    let operand: Node

    init(_ syntax: Syntax, _ operand: Node) {
        self.operand = operand
        super.init(syntax)
    }

    override var children: [Node] { [operand] }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try Arithmetic.negate(try operand.evaluate(&frame), &frame, syntax.offset)
    }
}
