import JSON

/// `==` and `!=`.
final class EqualityNode: Node {
    let syntax: Syntax
    let left: any Node
    let right: any Node
    let negated: Bool

    init(_ syntax: Syntax, _ left: any Node, _ right: any Node, negated: Bool) {
        self.syntax = syntax
        self.left = left
        self.right = right
        self.negated = negated
    }

    var children: [any Node] { [left, right] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        let b = try right.evaluate(&frame)
        return try Operand.areEqual(a, b, &frame) != negated
    }
}

/// `==` and `!=` with a constant string: the commonest test there is, made by comparing bytes in place.
final class EqualsTextNode: Node {
    let syntax: Syntax
    let operand: any Node
    let constant: ConstantNode
    private let utf8: [UInt8]
    let negated: Bool

    init(_ syntax: Syntax, _ operand: any Node, _ constant: ConstantNode, _ text: Text, negated: Bool) {
        self.syntax = syntax
        self.operand = operand
        self.constant = constant
        utf8 = text.utf8
        self.negated = negated
    }

    var children: [any Node] { [operand, constant] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let isEqual: Bool? =
            switch try operand.view(&frame) {
            case .view(let node): node.isString(utf8: utf8)
            case .string(let text): text.utf8 == utf8
            default: false
            }
        return (isEqual ?? false) != negated
    }
}

/// `<`, `<=`, `>` and `>=`.
final class OrderNode: Node {
    enum Relation: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let syntax: Syntax
    let left: any Node
    let right: any Node
    let relation: Relation

    init(_ syntax: Syntax, _ left: any Node, _ right: any Node, _ relation: Relation) {
        self.syntax = syntax
        self.left = left
        self.right = right
        self.relation = relation
    }

    var children: [any Node] { [left, right] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        let b = try right.evaluate(&frame)
        guard let order = Operand.order(a, b) else {
            throw Failure.overload("_\(relation.rawValue)_", [a, b], at: syntax.offset)
        }
        switch relation {
        case .less: return order == .less
        case .lessOrEqual: return order == .less || order == .equal
        case .greater: return order == .greater
        case .greaterOrEqual: return order == .greater || order == .equal
        }
    }
}

/// `element in container`.
final class InNode: Node {
    let syntax: Syntax
    let element: any Node
    let container: any Node

    init(_ syntax: Syntax, _ element: any Node, _ container: any Node) {
        self.syntax = syntax
        self.element = element
        self.container = container
    }

    var children: [any Node] { [element, container] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let wanted = try element.evaluate(&frame)
        let found = try container.evaluate(&frame)
        if var elements = Elements(found) {
            while let candidate = elements.nextValue() {
                try frame.spend(1)
                if try Operand.areEqual(wanted, candidate, &frame) { return true }
            }
            return false
        }
        guard let entries = Entries(found) else { throw Failure.overload("@in", [wanted, found], at: syntax.offset) }
        return entries.value(of: wanted) != nil
    }
}

/// `element in ["a", "b"]` with constant strings: compares bytes in place.
final class InTextsNode: Node {
    let syntax: Syntax
    let element: any Node
    let container: ConstantNode
    private let texts: [[UInt8]]

    init(_ syntax: Syntax, _ element: any Node, _ container: ConstantNode, _ texts: [Text]) {
        self.syntax = syntax
        self.element = element
        self.container = container
        self.texts = texts.map(\.utf8)
    }

    var children: [any Node] { [element, container] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1 + texts.count >> 2)
        switch try element.view(&frame) {
        case .view(let node): return texts.contains { node.isString(utf8: $0) }
        case .string(let text): return texts.contains(text.utf8)
        default: return false
        }
    }
}
