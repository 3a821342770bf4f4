/// `[a, ?b]`.
final class ListNode: Node {
    let elements: [(node: Node, isOptional: Bool)]

    init(_ syntax: Syntax, _ elements: [(node: Node, isOptional: Bool)]) {
        self.elements = elements
        super.init(syntax)
    }

    override var children: [Node] { elements.map(\.node) }

    override var isFoldable: Bool { true }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + elements.count)
        let values = frame.arena.allocate(Operand.self, count: elements.count)
        var count = 0
        for element in elements {
            var value = try element.node.evaluate(&frame)
            if element.isOptional {
                guard let inner = try frame.unwrapped(value, element.node.syntax) else { continue }
                value = inner
            }
            (values + count).initialize(to: value)
            count += 1
        }
        return .list(OperandList(start: values, count: count))
    }
}

/// `{key: value, ?key: optional}`.
final class MapNode: Node {
    let entries: [(key: Node, value: Node, isOptional: Bool)]

    init(_ syntax: Syntax, _ entries: [(key: Node, value: Node, isOptional: Bool)]) {
        self.entries = entries
        super.init(syntax)
    }

    override var children: [Node] { entries.flatMap { [$0.key, $0.value] } }

    override var isFoldable: Bool { true }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + entries.count)
        let map = OperandMap(capacity: entries.count, in: frame.arena)
        for entry in entries {
            let key = try entry.key.evaluate(&frame)
            var value = try entry.value.evaluate(&frame)
            if entry.isOptional {
                guard let inner = try frame.unwrapped(value, entry.value.syntax) else { continue }
                value = inner
            }
            try frame.insert((key, value), into: map, at: entry.key.syntax.range.lowerBound)
        }
        return .map(map)
    }
}

extension Frame {
    /// What is in an optional value after `?`; anything else after it is an error.
    func unwrapped(_ value: Operand, _ syntax: Syntax) throws(Failure) -> Operand? {
        guard case .optional(let optional) = value else {
            throw failure(
                .noSuchOverload,
                at: syntax.range.lowerBound,
                "expected an optional value after '?', found \(value.typeName)"
            )
        }
        return optional.value
    }
}
