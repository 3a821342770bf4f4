/// A call with one argument, the receiver counted.
final class UnaryCallNode: Node {
    let syntax: Syntax
    let argument: any Node
    private let body: Function.Unary

    init(_ syntax: Syntax, _ argument: any Node, _ body: @escaping Function.Unary) {
        self.syntax = syntax
        self.argument = argument
        self.body = body
    }

    var children: [any Node] { [argument] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try body(try argument.evaluate(&frame), &frame, syntax.offset)
    }
}

/// A call with two arguments, the receiver counted.
final class BinaryCallNode: Node {
    let syntax: Syntax
    let left: any Node
    let right: any Node
    private let body: Function.Binary

    init(_ syntax: Syntax, _ left: any Node, _ right: any Node, _ body: @escaping Function.Binary) {
        self.syntax = syntax
        self.left = left
        self.right = right
        self.body = body
    }

    var children: [any Node] { [left, right] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        return try body(a, try right.evaluate(&frame), &frame, syntax.offset)
    }
}

/// A call with any number of arguments, the receiver first.
final class CallNode: Node {
    let syntax: Syntax
    let arguments: [any Node]
    private let body: Function.Variadic

    init(_ syntax: Syntax, _ arguments: [any Node], _ body: @escaping Function.Variadic) {
        self.syntax = syntax
        self.arguments = arguments
        self.body = body
    }

    var children: [any Node] { arguments }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + arguments.count)
        var values: [Operand] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(try argument.evaluate(&frame)) }
        return try body(values, &frame, syntax.offset)
    }
}

/// `matches` with a constant pattern, compiled once.
final class MatchesNode: Node {
    let syntax: Syntax
    let operand: any Node
    let pattern: Pattern

    init(_ syntax: Syntax, _ operand: any Node, _ pattern: Pattern) {
        self.syntax = syntax
        self.operand = operand
        self.pattern = pattern
    }

    var children: [any Node] { [operand] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        let value = try operand.evaluate(&frame)
        guard let cost = value.withUTF8({ pattern.cost(of: $0.count) }) else {
            throw Failure.overload("matches", [value, .string("")], at: syntax.offset)
        }
        try frame.spend(cost)
        return value.withUTF8 { pattern.matches($0) } ?? false
    }
}
