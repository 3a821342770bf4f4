/// A call of a function: gathers the arguments, picks the overload by their kinds, and runs it.
final class CallNode: Node {
    let name: String
    let overloads: [Function]
    let arguments: [Node]
    /// Where the arguments are gathered among the locals.
    private let slot: Int

    init(_ syntax: Syntax, _ name: String, _ overloads: [Function], _ arguments: [Node], slot: Int) {
        self.name = name
        self.overloads = overloads
        self.arguments = arguments
        self.slot = slot
        super.init(syntax)
    }

    override var children: [Node] { arguments }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let base = frame.locals + slot
        for position in arguments.indices {
            let value = try arguments[position].evaluate(&frame)
            base[position] = value
        }
        let gathered = Arguments(base, count: arguments.count, offset: syntax.offset, name: name)
        for overload in overloads where overload.fits(gathered) {
            return try overload.body(gathered, &frame)
        }
        throw gathered.overload(&frame)
    }
}

/// `matches` with a constant pattern, compiled once.
final class MatchesNode: Node {
    let operand: Node
    let pattern: Pattern

    init(_ syntax: Syntax, _ operand: Node, _ pattern: Pattern) {
        self.operand = operand
        self.pattern = pattern
        super.init(syntax)
    }

    override var children: [Node] { [operand] }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        let value = try operand.evaluate(&frame)
        guard case .string(let text) = value else {
            throw frame.failure(.noSuchOverload, at: syntax.offset, "matches(\(value.typeName), string)")
        }
        try frame.spend(pattern.cost(of: text.count))
        return pattern.matches(text)
    }
}
