import JSON

/// Where a path starts.
enum PathBase: Sendable {
    case global(Int)
    case local(Int)
}

/// A variable and the fields selected from it, as one step: `config.Encryption.Rules`.
final class PathNode: Node {
    let base: PathBase
    /// The variable's name.
    let name: String
    /// The fields, prepared; freed with the node.
    let keys: UnsafeBufferPointer<JSONKey>
    /// Where each field's selection stands in the source.
    let offsets: [Int]
    private let chain: JSONKeyChain

    init(_ syntax: Syntax, base: PathBase, name: String, keys: [JSONKey], offsets: [Int]) {
        self.base = base
        self.name = name
        self.offsets = offsets
        chain = JSONKeyChain(keys)
        let copy = UnsafeMutableBufferPointer<JSONKey>.allocate(capacity: keys.count)
        _ = copy.initialize(from: keys)
        self.keys = UnsafeBufferPointer(copy)
        super.init(syntax)
    }

    deinit {
        let copy = UnsafeMutableBufferPointer(mutating: keys)
        copy.deinitialize()
        copy.deallocate()
    }

    /// A path with one more field.
    func extended(by key: JSONKey, as syntax: Syntax) -> PathNode {
        PathNode(syntax, base: base, name: name, keys: keys + [key], offsets: offsets + [syntax.offset])
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        let start = try load(&frame)
        guard case .view(let root) = start else { return try selectSlowly(start, &frame).resolved }
        return Operand(resolving: try follow(root, &frame))
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        let start = try load(&frame)
        let value: Operand
        if case .view(let root) = start {
            let found = try follow(root, &frame)
            if found.kind == .bool { return found.bits != 0 }
            value = .view(found)
        } else {
            value = try selectSlowly(start, &frame)
        }
        guard case .bool(let truth) = value else { throw notBool(value, frame) }
        return truth
    }

    override func view(_ frame: inout Frame) throws(Failure) -> Operand {
        let start = try load(&frame)
        guard case .view(let root) = start else { return try selectSlowly(start, &frame) }
        return .view(try follow(root, &frame))
    }

    @inline(__always)
    func load(_ frame: inout Frame) throws(Failure) -> Operand {
        switch base {
        case .local(let slot): return frame.locals[slot]
        case .global(let slot):
            guard slot < frame.globals.count, let value = frame.globals[slot] else {
                throw frame.failure(.unboundVariable, at: syntax.range.lowerBound, name)
            }
            return value
        }
    }

    /// The place the path leads to from a view of its variable.
    @inline(__always)
    func follow(_ root: JSONCursor, _ frame: inout Frame) throws(Failure) -> JSONCursor {
        guard chain.count > 0 else {
            if root.isUnknown { throw .unknown(root, at: syntax.range.lowerBound, frame) }
            return root
        }
        try frame.spend(chain.count)
        let found = root.descend(chain)
        guard found.depth == chain.count else { throw missing(found.cursor, found.depth, frame) }
        if found.cursor.isUnknown { throw .unknown(found.cursor, at: offsets[chain.count - 1], frame) }
        return found.cursor
    }

    /// Whether the last field is there; an earlier absent one is still an error.
    func has(_ frame: inout Frame) throws(Failure) -> Bool {
        let start = try load(&frame)
        guard case .view(let root) = start else { return try hasSlowly(start, &frame) }
        try frame.spend(chain.count)
        let found = root.descend(chain)
        if found.depth == chain.count {
            if found.cursor.isUnknown { throw .unknown(found.cursor, at: offsets[chain.count - 1], frame) }
            return true
        }
        guard found.depth == chain.count - 1, found.cursor.kind == .object, !found.cursor.isOpen else {
            throw missing(found.cursor, found.depth, frame)
        }
        return false
    }

    private func selectSlowly(_ start: Operand, _ frame: inout Frame) throws(Failure) -> Operand {
        var value = start
        for position in keys.indices {
            try frame.spend(1)
            value = try value.selecting(keys, position, at: offsets[position], &frame)
        }
        return value
    }

    private func hasSlowly(_ start: Operand, _ frame: inout Frame) throws(Failure) -> Bool {
        var value = start
        guard let last = keys.indices.last else { return true }
        for position in keys.indices.dropLast() {
            try frame.spend(1)
            value = try value.selecting(keys, position, at: offsets[position], &frame)
        }
        return try value.has(keys, last, at: offsets[last], &frame)
    }

    private func missing(_ node: JSONCursor, _ depth: Int, _ frame: Frame) -> Failure {
        guard node.kind == .object || node.kind == .null else {
            return .notSelectable(.view(node), at: offsets[depth], frame)
        }
        let rest = UnsafeBufferPointer(rebasing: keys[depth...])
        if node.isUnknown { return .unknown(node, at: offsets[depth], frame) }
        if node.isOpen { return .unknown(node, rest, at: offsets[depth], frame) }
        return Failure(.noSuchField, at: offsets[depth], .missing(node, rest), in: frame.arena)
    }
}
