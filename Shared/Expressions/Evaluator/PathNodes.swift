import JSON

/// Where a path starts.
enum PathBase: Sendable {
    case global(Int, name: String)
    case local(Int, name: String)

    var name: String {
        switch self {
        case .global(_, let name), .local(_, let name): name
        }
    }

    @inline(__always)
    func load(_ frame: inout Frame, at offset: Int) throws(Failure) -> Operand {
        switch self {
        case .local(let slot, _): return frame.locals[slot]
        case .global(let slot, let name):
            guard slot < frame.globals.count, let value = frame.globals[slot] else {
                throw Failure(.unboundVariable, at: offset, name)
            }
            return value
        }
    }
}

/// A variable and the fields selected from it, as one step: `config.Encryption.Rules`.
final class PathNode: Node {
    let syntax: Syntax
    let base: PathBase
    let keys: [JSONKey]
    private let chain: JSONKeyChain
    /// Where each field's selection stands in the source.
    let offsets: [Int]

    init(_ syntax: Syntax, base: PathBase, keys: [JSONKey], offsets: [Int]) {
        self.syntax = syntax
        self.base = base
        self.keys = keys
        chain = JSONKeyChain(keys)
        self.offsets = offsets
    }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { try view(&frame).resolved }

    @inline(__always)
    func view(_ frame: inout Frame) throws(Failure) -> Operand {
        let start = try base.load(&frame, at: syntax.range.lowerBound)
        guard chain.count > 0 else { return start }
        try frame.spend(chain.count)
        guard case .view(let root) = start else { return try selectSlowly(start) }
        let found = root.descend(chain)
        guard found.depth == chain.count else { throw missing(found.cursor, found.depth) }
        return .view(found.cursor)
    }

    /// Whether the last field is there; an earlier absent one is still an error.
    func has(_ frame: inout Frame) throws(Failure) -> Bool {
        let start = try base.load(&frame, at: syntax.range.lowerBound)
        try frame.spend(chain.count)
        guard case .view(let root) = start else { return try hasSlowly(start) }
        let found = root.descend(chain)
        if found.depth == chain.count { return true }
        guard found.depth == chain.count - 1, found.cursor.kind == .object else {
            throw missing(found.cursor, found.depth)
        }
        return false
    }

    private func selectSlowly(_ start: Operand) throws(Failure) -> Operand {
        var value = start
        for (key, offset) in zip(keys, offsets) { value = try value.selecting(key, at: offset) }
        return value
    }

    private func hasSlowly(_ start: Operand) throws(Failure) -> Bool {
        var value = start
        for (key, offset) in zip(keys.dropLast(), offsets) { value = try value.selecting(key, at: offset) }
        guard let last = keys.last, let offset = offsets.last else { return true }
        return try value.has(last, at: offset)
    }

    private func missing(_ node: JSONCursor, _ depth: Int) -> Failure {
        guard node.kind == .object || node.kind == .null else {
            return .notSelectable(.view(node), at: offsets[depth])
        }
        let steps = keys[depth...].map { JSONPath.Step.key($0.description) }
        return Failure(.noSuchField, at: offsets[depth], keys[depth].description, missing: (node.node, Array(steps)))
    }
}

/// A field selected from something computed.
final class SelectNode: Node {
    let syntax: Syntax
    let operand: any Node
    let key: JSONKey

    init(_ syntax: Syntax, _ operand: any Node, _ key: JSONKey) {
        self.syntax = syntax
        self.operand = operand
        self.key = key
    }

    var children: [any Node] { [operand] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        return try operand.evaluate(&frame).selecting(key, at: syntax.offset).resolved
    }

    func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try operand.view(&frame).selecting(key, at: syntax.offset)
    }
}

/// `has(operand.field)`.
final class HasNode: Node {
    let syntax: Syntax
    let operand: any Node
    let key: JSONKey
    /// Set when operand and field are one path, which is faster.
    let path: PathNode?

    init(_ syntax: Syntax, _ operand: any Node, _ key: JSONKey, path: PathNode?) {
        self.syntax = syntax
        self.operand = operand
        self.key = key
        self.path = path
    }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        if let path { return try path.has(&frame) }
        try frame.spend(1)
        return try operand.evaluate(&frame).has(key, at: syntax.offset)
    }
}

/// `operand[index]`.
final class IndexNode: Node {
    let syntax: Syntax
    let operand: any Node
    let index: any Node

    init(_ syntax: Syntax, _ operand: any Node, _ index: any Node) {
        self.syntax = syntax
        self.operand = operand
        self.index = index
    }

    var children: [any Node] { [operand, index] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { try view(&frame).resolved }

    func view(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1)
        let container = try operand.view(&frame)
        let key = try index.evaluate(&frame)
        return try container.element(key, at: syntax.offset, &frame)
    }
}
