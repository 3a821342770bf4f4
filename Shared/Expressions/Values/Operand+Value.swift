import JSON

extension Operand {
    /// Borrows a value's document, or copies what it holds into an arena.
    init(_ value: Value, in arena: Arena) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(arena.copy(text.utf8))
        case .bytes(let bytes): self = .bytes(arena.copy(bytes))
        case .list(let values): self = .list(arena.copy(values.map { Operand($0, in: arena).resolved }))
        case .map(let map): self = .map(OperandMap(map, in: arena))
        case .timestamp(let time): self = .timestamp(time)
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .type(let name): self = .type(name)
        case .optional(let value):
            self = .optional(OptionalOperand(value.map { Operand($0, in: arena).resolved }, in: arena))
        case .object(_, let text): self = .string(arena.copy(Array(text.utf8)))
        case .json(let node): self = .view(JSONCursor(node))
        }
    }

    /// The value of a literal.
    init(_ literal: Syntax.Literal, in arena: Arena) {
        switch literal {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let utf8): self = .string(arena.copy(utf8))
        case .bytes(let bytes): self = .bytes(arena.copy(bytes))
        }
    }
}

extension OptionalOperand {
    /// Copies a value into the arena.
    init(_ value: Operand?, in arena: Arena) {
        guard let value else {
            self = .none
            return
        }
        let pointer = arena.allocate(Operand.self, count: 1)
        pointer.initialize(to: value)
        self.init(UnsafePointer(pointer))
    }
}

extension OperandMap {
    /// Copies a map into the arena.
    init(_ map: ValueMap, in arena: Arena) {
        self.init(capacity: map.entries.count, in: arena)
        for (key, value) in map.entries {
            _ = insert(Operand(key, in: arena).resolved, Operand(value, in: arena).resolved)
        }
    }
}

extension Value {
    /// Takes a value out of an evaluation: what lies in the arena is copied, views keep their documents again.
    init(_ operand: Operand) {
        switch operand {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(Text(utf8: Array(text)))
        case .bytes(let bytes): self = .bytes(Array(bytes))
        case .list(let values): self = .list(values.map { Value($0) })
        case .map(let map): self = .map(ValueMap(map))
        case .timestamp(let time): self = .timestamp(time)
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .type(let name): self = .type(name)
        case .optional(let optional): self = .optional(optional.value.map { Value($0) })
        case .object(let object): self = .object(object.typeName, text: object.text)
        case .view(let cursor): self = .json(cursor.node)
        }
    }
}
