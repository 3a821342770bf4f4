/// `[a, b]`.
final class ListNode: Node {
    let syntax: Syntax
    let elements: [any Node]

    init(_ syntax: Syntax, _ elements: [any Node]) {
        self.syntax = syntax
        self.elements = elements
    }

    var children: [any Node] { elements }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + elements.count)
        var values: [Operand] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try element.evaluate(&frame)) }
        return .list(values)
    }
}

/// `{key: value}`.
final class MapNode: Node {
    let syntax: Syntax
    let entries: [(key: any Node, value: any Node)]

    init(_ syntax: Syntax, _ entries: [(key: any Node, value: any Node)]) {
        self.syntax = syntax
        self.entries = entries
    }

    var children: [any Node] { entries.flatMap { [$0.key, $0.value] } }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + entries.count)
        var map = OperandMap()
        for entry in entries {
            let key = try entry.key.evaluate(&frame)
            let offset = entry.key.syntax.range.lowerBound
            guard OperandMap.canBeKey(key) else {
                throw Failure(.noSuchOverload, at: offset, "unsupported key type \(key.typeName)")
            }
            guard map.insert(key, try entry.value.evaluate(&frame)) else {
                throw Failure(.duplicateKey, at: offset, key.shortText)
            }
        }
        return .map(map)
    }
}
