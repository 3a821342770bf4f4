@testable import Expressions

extension Syntax {
    /// The tree with every bracket that the grammar implies.
    var text: String {
        switch kind {
        case .literal(let value): value.text
        case .identifier(let name, let isAbsolute): isAbsolute ? ".\(name)" : name
        case .select(let operand, let field, let isOptional): "\(operand.text)\(isOptional ? ".?" : ".")\(field)"
        case .has(let operand, let field): "has(\(operand.text) \(field))"
        case .index(let operand, let index, let isOptional):
            "\(operand.text)[\(isOptional ? "?" : "")\(index.text)]"
        case .call(let name, let target, let arguments):
            "(" + ([name] + (target.map { ["\($0.text)."] } ?? []) + arguments.map(\.text)).joined(separator: " ") + ")"
        case .and(let operands): "(&& " + operands.map(\.text).joined(separator: " ") + ")"
        case .or(let operands): "(|| " + operands.map(\.text).joined(separator: " ") + ")"
        case .conditional(let condition, let then, let otherwise):
            "(? \(condition.text) \(then.text) \(otherwise.text))"
        case .list(let elements):
            "[" + elements.map { "\($0.isOptional ? "?" : "")\($0.value.text)" }.joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.isOptional ? "?" : "")\($0.key.text): \($0.value.text)" }.joined(separator: ", ")
                + "}"
        case .structure(let name, let fields):
            name + "{"
                + fields.map { "\($0.isOptional ? "?" : "")\($0.name): \($0.value.text)" }.joined(separator: ", ") + "}"
        case .comprehension(let part):
            "\(part.macro)(\(part.range.text); \(part.variables.joined(separator: ","));"
                + (part.condition.map { " \($0.text);" } ?? "") + " \(part.body.text))"
        case .bind(let name, let value, let body): "let(\(name) = \(value.text); \(body.text))"
        case .optionalMap(let operand, let variable, let body, let isFlat):
            "\(isFlat ? "flat" : "opt")(\(operand.text); \(variable); \(body.text))"
        }
    }
}

extension Syntax.Literal {
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): "\(value)"
        case .string(let utf8): "'\(String(decoding: utf8, as: UTF8.self))'"
        case .bytes(let bytes): "b\(bytes)"
        }
    }
}
