import JSON

extension Operand {
    /// Borrows a value; whoever holds it must go on doing so while this is used.
    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .list(let values): self = .list(values.map { Operand($0).resolved })
        case .map(let map): self = .map(OperandMap(map))
        case .timestamp(let time): self = .timestamp(time)
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .type(let name): self = .type(name)
        case .json(let node): self = .view(JSONCursor(node))
        }
    }
}

extension Value {
    /// Takes a value out of an evaluation: views keep their documents again.
    init(_ operand: Operand) {
        switch operand {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .list(let values): self = .list(values.map { Value($0) })
        case .map(let map): self = .map(ValueMap(map))
        case .timestamp(let time): self = .timestamp(time)
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .type(let name): self = .type(name)
        case .view(let cursor): self = .json(cursor.node)
        }
    }
}

extension Operand {
    /// The value of a literal.
    init(_ literal: Syntax.Literal) {
        switch literal {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let utf8): self = .string(Text(utf8: utf8))
        case .bytes(let bytes): self = .bytes(bytes)
        }
    }
}
