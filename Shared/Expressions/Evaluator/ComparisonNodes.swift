import JSON

/// `==` and `!=`.
final class EqualityNode: PairNode {
    let isNegated: Bool

    init(_ syntax: Syntax, _ left: Node, _ right: Node, isNegated: Bool) {
        self.isNegated = isNegated
        super.init(syntax, left, right)
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        return try Operand.areEqual(a, try right.evaluate(&frame), &frame) != isNegated
    }
}

/// `==` and `!=` of a path and a constant string: the commonest test there is, made by comparing bytes in place.
final class PathEqualsTextNode: Node {
    let path: PathNode
    let constant: ConstantNode
    private let text: UTF8View
    let isNegated: Bool

    init(_ syntax: Syntax, _ path: PathNode, _ constant: ConstantNode, _ text: UTF8View, isNegated: Bool) {
        self.path = path
        self.constant = constant
        self.text = text
        self.isNegated = isNegated
        super.init(syntax)
    }

    override var children: [Node] { [path, constant] }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        guard case .view(let root) = try path.load(&frame) else {
            return try Operand.areEqual(try path.evaluate(&frame), constant.value, &frame) != isNegated
        }
        let found = try path.follow(root, &frame)
        return (found.kind == .string && found.content.isEqual(text)) != isNegated
    }
}

/// `<`, `<=`, `>` and `>=`.
final class OrderNode: PairNode {
    enum Relation: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        /// How a message begins that says what it was asked to compare.
        var isNotDefined: StaticString {
            switch self {
            case .less: "'<' is not defined for "
            case .lessOrEqual: "'<=' is not defined for "
            case .greater: "'>' is not defined for "
            case .greaterOrEqual: "'>=' is not defined for "
            }
        }
    }

    let relation: Relation

    init(_ syntax: Syntax, _ left: Node, _ right: Node, _ relation: Relation) {
        self.relation = relation
        super.init(syntax, left, right)
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let a = try left.evaluate(&frame)
        let b = try right.evaluate(&frame)
        guard let order = Operand.order(a, b) else {
            throw frame.mismatch(at: syntax.offset, relation.isNotDefined, a, " and ", b)
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
final class InNode: PairNode {
    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1)
        let wanted = try left.evaluate(&frame)
        let found = try right.evaluate(&frame)
        if var elements = Elements(found) {
            var unknown: JSONCursor?
            while let candidate = elements.nextValue() {
                try frame.spend(1)
                // Another element may still be the wanted one.
                if let place = candidate.unknown {
                    unknown = unknown ?? place
                    continue
                }
                if try Operand.areEqual(wanted, candidate, &frame) { return true }
            }
            if let unknown { throw .unknown(unknown, at: syntax.offset, frame) }
            return false
        }
        guard let entries = Entries(found) else {
            throw frame.mismatch(at: syntax.offset, "'in' needs a list or a map, found ", found)
        }
        if entries.value(of: wanted) != nil { return true }
        if case .view(let object) = found, object.isOpen { throw .unknown(object, at: syntax.offset, frame) }
        return false
    }
}

/// `element in ["a", "b"]` with constant strings: compares bytes in place.
final class InTextsNode: Node {
    let element: Node
    let container: ConstantNode
    /// In the program's constants.
    private let texts: OperandList

    init(_ syntax: Syntax, _ element: Node, _ container: ConstantNode, _ texts: OperandList) {
        self.element = element
        self.container = container
        self.texts = texts
        super.init(syntax)
    }

    override var children: [Node] { [element, container] }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        try frame.spend(1 + texts.count >> 2)
        guard case .string(let wanted) = try element.evaluate(&frame) else { return false }
        for candidate in texts {
            if case .string(let text) = candidate, text.isEqual(wanted) { return true }
        }
        return false
    }
}
