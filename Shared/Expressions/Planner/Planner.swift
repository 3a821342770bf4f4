import JSON

/// Turns checked syntax into nodes.
///
/// Names become slots, chains of fields become paths, constants are computed, patterns compiled.
struct Planner {
    let environment: Environment
    private var names: NameResolver
    private(set) var localCount = 0
    private(set) var issues: [ExpressionIssue] = []

    /// What folding one constant part may cost; dearer ones wait for the evaluation and its limit.
    private static let foldingCost = 1_000

    init(_ environment: Environment) {
        self.environment = environment
        names = NameResolver(environment: environment)
    }

    mutating func plan(_ syntax: Syntax) -> any Node {
        switch syntax.kind {
        case .literal(let value): ConstantNode(syntax, Operand(value))
        case .identifier: planName(syntax)
        case .select(let operand, let field, _): planSelect(syntax, operand, field)
        case .has(let operand, let field): planHas(syntax, operand, field)
        case .index(let operand, let index, _): planIndex(syntax, operand, index)
        case .and(let operands): LogicNode(syntax, operands.map { plan($0) }, deciding: false)
        case .or(let operands): LogicNode(syntax, operands.map { plan($0) }, deciding: true)
        case .conditional(let condition, let then, let otherwise):
            ConditionalNode(syntax, plan(condition), then: plan(then), otherwise: plan(otherwise))
        case .list(let elements): folded(ListNode(syntax, elements.map { plan($0.value) }))
        case .map(let entries): folded(MapNode(syntax, entries.map { (plan($0.key), plan($0.value)) }))
        case .structure(let name, _): FailingNode(syntax, Failure(.unknownFunction, at: syntax.offset, name))
        case .comprehension(let comprehension): planComprehension(syntax, comprehension)
        case .bind(let name, _, _), .optionalMap(_, let name, _, _):
            FailingNode(syntax, Failure(.unknownFunction, at: syntax.offset, name))
        case .call(let name, let target, let arguments): planCall(syntax, name, target, arguments)
        }
    }

    mutating func report(_ offset: Int, _ message: String) {
        issues.append(ExpressionIssue(offset: offset, message: message))
    }

    private func planName(_ syntax: Syntax) -> any Node {
        guard let chain = syntax.nameChain else { return unknown(syntax, "") }
        guard let (meaning, taken) = names.resolve(chain.names, isAbsolute: chain.isAbsolute) else {
            return unknown(syntax, chain.names[0])
        }
        let keys = chain.names[taken...].map { JSONKey($0) }
        let offsets = Array(chain.offsets[taken...])
        let base: PathBase
        switch meaning {
        case .local(let slot): base = .local(slot, name: names.locals[slot])
        case .global(let slot): base = .global(slot, name: environment.variables[slot])
        case .type(let name):
            guard keys.isEmpty else { return unknown(syntax, chain.names[0]) }
            return ConstantNode(syntax, .type(name))
        }
        return PathNode(syntax, base: base, keys: keys, offsets: offsets)
    }

    private func unknown(_ syntax: Syntax, _ name: String) -> any Node {
        FailingNode(syntax, Failure(.unboundVariable, at: syntax.range.lowerBound, name))
    }

    private mutating func planSelect(_ syntax: Syntax, _ operand: Syntax, _ field: String) -> any Node {
        if syntax.nameChain != nil { return planName(syntax) }
        return folded(SelectNode(syntax, plan(operand), JSONKey(field)))
    }

    private mutating func planHas(_ syntax: Syntax, _ operand: Syntax, _ field: String) -> any Node {
        let planned = plan(operand)
        let key = JSONKey(field)
        let path = (planned as? PathNode).map { PathNode(syntax, extending: $0, by: key, at: syntax.offset) }
        return folded(HasNode(syntax, planned, key, path: path))
    }

    /// An index that is a constant string is a field.
    private mutating func planIndex(_ syntax: Syntax, _ operand: Syntax, _ index: Syntax) -> any Node {
        let planned = plan(operand)
        let position = plan(index)
        if let path = planned as? PathNode, let constant = position as? ConstantNode, let text = constant.value.text {
            return PathNode(syntax, extending: path, by: JSONKey(text.description), at: syntax.offset)
        }
        return folded(IndexNode(syntax, planned, position))
    }

    private mutating func planComprehension(_ syntax: Syntax, _ comprehension: Syntax.Comprehension) -> any Node {
        let range = plan(comprehension.range)
        let first = names.locals.count
        names.locals += comprehension.variables
        localCount = max(localCount, names.locals.count)
        let condition = comprehension.condition.map { plan($0) }
        let body = plan(comprehension.body)
        names.locals.removeLast(comprehension.variables.count)
        return ComprehensionNode(
            syntax,
            comprehension,
            range: range,
            slots: Array(first..<(first + comprehension.variables.count)),
            condition: condition,
            body: body
        )
    }

    /// The constant that a node comes to when all below it are constants; the node itself else.
    func folded(_ node: any Node) -> any Node {
        guard node.children.allSatisfy({ $0 is ConstantNode }),
            !node.children.isEmpty || node is ListNode || node is MapNode
        else { return node }
        var frame = Frame(globals: [], locals: 0, maximumCost: Self.foldingCost, limits: environment.limits)
        guard let value = try? node.evaluate(&frame) else { return node }
        return ConstantNode(node.syntax, value)
    }
}

extension PathNode {
    /// A path with one more field.
    convenience init(_ syntax: Syntax, extending path: PathNode, by key: JSONKey, at offset: Int) {
        self.init(syntax, base: path.base, keys: path.keys + [key], offsets: path.offsets + [offset])
    }
}
