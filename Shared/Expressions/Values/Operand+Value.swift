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
    ///
    /// A value may hold another many times over and so stand for more than was ever made: each element costs one.
    init(_ operand: Operand, _ frame: inout Frame) throws(Failure) {
        switch operand {
        case .list(let values):
            try frame.spend(values.count)
            var copies: [Value] = []
            for value in values { copies.append(try Value(value, &frame)) }
            self = .list(copies)
        case .map(let map):
            try frame.spend(map.count)
            var copy = ValueMap()
            for (key, value) in map.entries { _ = copy.insert(try Value(key, &frame), try Value(value, &frame)) }
            self = .map(copy)
        case .optional(let optional):
            guard let value = optional.value else {
                self = .optional(nil)
                return
            }
            self = .optional(try Value(value, &frame))
        case .string(let text), .bytes(let text):
            try frame.spend(text.count >> 4)
            self.init(single: operand)
        default: self.init(single: operand)
        }
    }

    /// Copies a value that holds no others; collections come out empty.
    fileprivate init(single operand: Operand) {
        switch operand {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(Text(utf8: Array(text)))
        case .bytes(let bytes): self = .bytes(Array(bytes))
        case .list: self = .list([])
        case .map: self = .map(ValueMap())
        case .timestamp(let time): self = .timestamp(time)
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .type(let name): self = .type(name)
        case .optional: self = .optional(nil)
        case .object(let object): self = .object(object.typeName, text: object.text)
        case .view(let cursor): self = .json(cursor.node)
        }
    }
}

extension Operand {
    /// The value for a message, cut at 100 code points; what would be cut off is not even looked at.
    var shortText: String {
        var budget = 100
        let text = shortened(&budget).jsonText.unicodeScalars
        guard let end = text.index(text.startIndex, offsetBy: 100, limitedBy: text.endIndex), end < text.endIndex else {
            return String(text)
        }
        return "\(String(text[..<end]))…"
    }

    /// The value with no more parts than are left of the budget: each takes up a place in the text.
    private func shortened(_ budget: inout Int) -> Value {
        budget -= 1
        switch self {
        case .string(let text): return .string(Text(utf8: Array(text[..<text.boundary(near: 400)])))
        case .bytes(let bytes): return .bytes(Array(bytes.prefix(400)))
        case .optional(let optional): return .optional(optional.value.map { $0.shortened(&budget) })
        case .list, .map, .view: break
        default: return Value(single: self)
        }
        if var elements = Elements(self) {
            var values: [Value] = []
            while budget > 0, let element = elements.nextValue() { values.append(element.shortened(&budget)) }
            return .list(values)
        }
        guard var entries = Entries(self) else { return Value(single: self) }
        var map = ValueMap()
        while budget > 0, let (key, value) = entries.nextValues() {
            _ = map.insert(key.shortened(&budget), value.shortened(&budget))
        }
        return .map(map)
    }
}
