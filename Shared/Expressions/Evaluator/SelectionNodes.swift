import JSON

/// A field selected from something computed, or asked for by `has()`; its key is kept where failures may point at it.
class FieldNode: Node {
    let operand: Node
    /// One key.
    let keys: UnsafeBufferPointer<JSONKey>

    init(_ syntax: Syntax, _ operand: Node, _ key: JSONKey) {
        self.operand = operand
        let copy = UnsafeMutableBufferPointer<JSONKey>.allocate(capacity: 1)
        _ = copy.initialize(from: [key])
        keys = UnsafeBufferPointer(copy)
        super.init(syntax)
    }

    deinit {
        let copy = UnsafeMutableBufferPointer(mutating: keys)
        copy.deinitialize()
        copy.deallocate()
    }

    override var children: [Node] { [operand] }

    var key: JSONKey { keys[0] }
}

/// `operand.field`.
final class SelectNode: FieldNode {
    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { try view(&frame).resolved }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try operand.view(&frame).selecting(keys, 0, at: syntax.offset, &frame)
    }
}

/// `operand.?field`: an optional value, empty where the field is absent.
final class OptionalSelectNode: FieldNode {
    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        var value = try operand.evaluate(&frame)
        if case .optional(let optional) = value {
            guard let inner = optional.value else { return .optional(.none) }
            value = inner
        }
        return frame.optional(try value.member(keys, 0, at: syntax.offset, &frame)?.present)
    }
}

/// `has(operand.field)`.
final class HasNode: FieldNode {
    /// Set when operand and field are one path, which is faster.
    let path: PathNode?

    init(_ syntax: Syntax, _ operand: Node, _ key: JSONKey, path: PathNode?) {
        self.path = path
        super.init(syntax, operand, key)
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        if let path { return try path.has(&frame) }
        try frame.spend(1)
        return try operand.evaluate(&frame).has(keys, 0, at: syntax.offset, &frame)
    }
}

/// `operand[index]`.
final class IndexNode: PairNode {
    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { try view(&frame).resolved }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let container = try left.view(&frame)
        return try container.element(try right.evaluate(&frame), at: syntax.offset, &frame)
    }
}

/// `operand[?index]`: an optional value, empty where there is no such element.
final class OptionalIndexNode: PairNode {
    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        var container = try left.evaluate(&frame)
        let key = try right.evaluate(&frame)
        if case .optional(let optional) = container {
            guard let inner = optional.value else { return .optional(.none) }
            container = inner
        }
        do throws(Failure) {
            return frame.optional(try container.element(key, at: syntax.offset, &frame).present)
        } catch {
            switch error.kind {
            case .noSuchKey, .noSuchField, .indexOutOfRange: return .optional(.none)
            default: throw error
            }
        }
    }
}
