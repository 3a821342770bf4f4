import JSON

/// A call of a function: gathers the arguments, picks the overload by their kinds, and runs it.
final class CallNode: Node {
    let name: String
    let arguments: [Node]

    /// The first two once more, because going through an array counts references.
    private let first: Node?
    private let second: Node?

    /// The functions that take so many arguments; freed with the node.
    private let overloads: UnsafeMutableBufferPointer<Function>

    /// Whether the result depends on what lists and maps hold, and not only on how many there are.
    private let looksInside: Bool

    /// Where the arguments are gathered among the locals.
    private let slot: Int

    init(_ syntax: Syntax, _ name: String, _ overloads: [Function], _ arguments: [Node], slot: Int) {
        self.name = name
        looksInside = !Function.findingPlaces.contains(name)
        self.arguments = arguments
        first = arguments.first
        second = arguments.dropFirst().first
        self.overloads = .allocate(capacity: overloads.count)
        _ = self.overloads.initialize(from: overloads)
        self.slot = slot
        super.init(syntax)
    }

    deinit {
        overloads.deinitialize()
        overloads.deallocate()
    }

    override var children: [Node] { arguments }

    /// A function that goes through a list or map cannot do so where a part of it is not known.
    private func requireKnown(_ base: UnsafeMutablePointer<Operand>, _ frame: Frame) throws(Failure) {
        for position in arguments.indices {
            guard case .view(let cursor) = base[position], cursor.hasGaps else { continue }
            throw .unknown(cursor, at: syntax.offset, frame)
        }
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let base = frame.locals + slot
        if let first { base[0] = try first.evaluate(&frame) }
        if let second { base[1] = try second.evaluate(&frame) }
        var position = 2
        while position < arguments.count {
            base[position] = try arguments[position].evaluate(&frame)
            position += 1
        }
        if looksInside { try requireKnown(base, frame) }
        let gathered = Arguments(base, count: arguments.count, of: self)
        var candidate = 0
        while candidate < overloads.count {
            if overloads[candidate].fits(gathered) { return try overloads[candidate].body(gathered, &frame) }
            candidate += 1
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
            throw frame.mismatch(at: syntax.offset, "matches() needs a string, found ", value)
        }
        return try pattern.matches(text, charging: &frame)
    }
}
