/// `cel.bind(name, value, body)`: the value is computed when it is first used, and once.
///
/// So a value that fails does no harm where `||` or a condition makes it unnecessary.
final class BindNode: Node {
    let value: Node
    let body: Node
    /// Where whether it was computed, and behind that the value, are kept among the locals.
    private let slot: Int

    init(_ syntax: Syntax, value: Node, body: Node, slot: Int) {
        self.value = value
        self.body = body
        self.slot = slot
        super.init(syntax)
    }

    override var children: [Node] { [value, body] }

    override var isFoldable: Bool { false }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        frame.locals[slot] = .bool(false)
        return try body.evaluate(&frame)
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        frame.locals[slot] = .bool(false)
        return try body.truth(&frame)
    }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        frame.locals[slot] = .bool(false)
        return try body.view(&frame)
    }
}

/// A name that `cel.bind` bound.
final class BoundNode: Node {
    let value: Node
    private let slot: Int

    init(_ syntax: Syntax, value: Node, slot: Int) {
        self.value = value
        self.slot = slot
        super.init(syntax)
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { try view(&frame).resolved }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        if case .bool(true) = frame.locals[slot] { return frame.locals[slot + 1] }
        let value = try value.view(&frame)
        frame.locals[slot + 1] = value
        frame.locals[slot] = .bool(true)
        return value
    }
}

/// `operand.optMap(name, body)` and `operand.optFlatMap(name, body)`.
final class OptionalMapNode: Node {
    let operand: Node
    let body: Node
    let isFlat: Bool
    private let slot: Int

    init(_ syntax: Syntax, _ operand: Node, body: Node, isFlat: Bool, slot: Int) {
        self.operand = operand
        self.body = body
        self.isFlat = isFlat
        self.slot = slot
        super.init(syntax)
    }

    override var children: [Node] { [operand, body] }

    override var isFoldable: Bool { false }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let name = isFlat ? "optFlatMap" : "optMap"
        let value = try operand.evaluate(&frame)
        guard case .optional(let optional) = value else {
            throw frame.failure(.noSuchOverload, at: syntax.offset, "\(value.typeName).\(name)()")
        }
        guard let inner = optional.value else { return value }
        frame.locals[slot] = inner
        let result = try body.evaluate(&frame)
        guard isFlat else { return frame.optional(result) }
        guard case .optional = result else {
            throw frame.failure(
                .noSuchOverload,
                at: syntax.offset,
                "\(name) needs an optional value, found \(result.typeName)"
            )
        }
        return result
    }
}

/// `operand.or(other)` and `operand.orValue(other)`: the other one is computed only when it is needed.
final class OptionalElseNode: PairNode {
    /// Whether the value itself is wanted, as `orValue` does.
    let isUnwrapping: Bool

    init(_ syntax: Syntax, _ operand: Node, _ other: Node, isUnwrapping: Bool) {
        self.isUnwrapping = isUnwrapping
        super.init(syntax, operand, other)
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let value = try left.evaluate(&frame)
        guard case .optional(let optional) = value else { throw overload(value, frame) }
        if let inner = optional.value { return isUnwrapping ? inner : value }
        let result = try right.evaluate(&frame)
        if case .optional = result { return result }
        guard isUnwrapping else { throw overload(result, frame) }
        return result
    }

    private func overload(_ value: Operand, _ frame: Frame) -> Failure {
        let name = isUnwrapping ? "orValue" : "or"
        let words = "\(name) needs an optional value, found \(value.typeName)"
        return frame.failure(.noSuchOverload, at: syntax.offset, words)
    }
}
