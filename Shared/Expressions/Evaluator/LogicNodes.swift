/// `&&` or `||` over two or more operands: one that decides makes the errors of the others go away, from either side.
///
/// Source: CEL language definition, "Logical Operators".
final class LogicNode: Node {
    let syntax: Syntax
    let operands: [any Node]
    /// The value that decides: false for `&&`, true for `||`.
    let deciding: Bool

    init(_ syntax: Syntax, _ operands: [any Node], deciding: Bool) {
        self.syntax = syntax
        self.operands = operands
        self.deciding = deciding
    }

    var children: [any Node] { operands }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
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
    let syntax: Syntax
    let operand: any Node

    init(_ syntax: Syntax, _ operand: any Node) {
        self.syntax = syntax
        self.operand = operand
    }

    var children: [any Node] { [operand] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool { !(try operand.truth(&frame)) }
}

/// `condition ? then : otherwise`.
final class ConditionalNode: Node {
    let syntax: Syntax
    let condition: any Node
    let then: any Node
    let otherwise: any Node

    init(_ syntax: Syntax, _ condition: any Node, then: any Node, otherwise: any Node) {
        self.syntax = syntax
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    var children: [any Node] { [condition, then, otherwise] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try condition.truth(&frame) ? try then.evaluate(&frame) : try otherwise.evaluate(&frame)
    }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try condition.truth(&frame) ? try then.truth(&frame) : try otherwise.truth(&frame)
    }

    func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try condition.truth(&frame) ? try then.view(&frame) : try otherwise.view(&frame)
    }
}
