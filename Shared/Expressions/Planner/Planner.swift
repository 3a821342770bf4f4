import JSON

/// Turns checked syntax into nodes.
///
/// Names become slots, chains of fields become paths, constants are computed, patterns compiled.
struct Planner {
    let environment: Environment

    /// Memory of literals and of what was computed beforehand.
    let constants = Arena()

    /// How many places for variables and arguments an evaluation needs; none is used twice, so that nothing overlaps.
    private(set) var slotCount = 0

    private(set) var issues: [ExpressionIssue] = []

    private(set) var names: NameResolver

    /// What stands behind each name of `names.locals`.
    private var locals: [Local] = []

    private enum Local {
        case slot(Int)
        /// A name of `cel.bind`, with the node that computes it.
        case bound(Node, Int)
    }

    init(_ environment: Environment) {
        self.environment = environment
        names = NameResolver(environment: environment)
    }

    mutating func plan(_ syntax: Syntax) -> Node {
        switch syntax.kind {
        case .literal(let value): ConstantNode(syntax, Operand(value, in: constants))
        case .identifier: planName(syntax)
        case .select(let operand, let field, let isOptional): planSelect(syntax, operand, field, isOptional)
        case .has(let operand, let field): planHas(syntax, operand, field)
        case .index(let operand, let index, let isOptional): planIndex(syntax, operand, index, isOptional)
        case .and(let operands): folded(LogicNode(syntax, operands.map { plan($0) }, deciding: false))
        case .or(let operands): folded(LogicNode(syntax, operands.map { plan($0) }, deciding: true))
        case .conditional(let condition, let then, let otherwise):
            folded(ConditionalNode(syntax, plan(condition), then: plan(then), otherwise: plan(otherwise)))
        case .list(let elements): folded(ListNode(syntax, elements.map { (plan($0.value), $0.isOptional) }))
        case .map(let entries):
            folded(MapNode(syntax, entries.map { (plan($0.key), plan($0.value), $0.isOptional) }))
        case .structure(let name, let fields): planMessage(syntax, name, fields)
        case .comprehension(let comprehension): planComprehension(syntax, comprehension)
        case .bind(let name, let value, let body): planBind(syntax, name, value, body)
        case .optionalMap(let operand, let name, let body, let isFlat):
            planOptionalMap(syntax, operand, name, body, isFlat)
        case .call(let name, let target, let arguments): planCall(syntax, name, target, arguments)
        }
    }

    mutating func report(_ offset: Int, _ message: String) {
        issues.append(ExpressionIssue(offset: offset, message: message))
    }

    mutating func takeSlots(_ count: Int) -> Int {
        slotCount += count
        return slotCount - count
    }

    /// Plans `body` with one more name in scope.
    private mutating func plan(_ body: Syntax, with name: String, as local: Local) -> Node {
        names.locals.append(name)
        locals.append(local)
        defer {
            names.locals.removeLast()
            locals.removeLast()
        }
        return plan(body)
    }

    private func planName(_ syntax: Syntax) -> Node {
        guard let chain = syntax.nameChain else { return unknown(syntax, "") }
        guard let (meaning, taken) = names.resolve(chain.names, isAbsolute: chain.isAbsolute) else {
            return unknown(syntax, chain.names[0])
        }
        let keys = chain.names[taken...].map { JSONKey($0) }
        let offsets = Array(chain.offsets[taken...])
        switch meaning {
        case .global(let slot):
            let name = environment.variables[slot]
            return PathNode(syntax, base: .global(slot), name: name, keys: keys, offsets: offsets)
        case .number(let value): return ConstantNode(syntax, .int(value))
        case .type(let name): return keys.isEmpty ? ConstantNode(syntax, .type(name)) : unknown(syntax, chain.names[0])
        case .local(let position):
            switch locals[position] {
            case .slot(let slot):
                return PathNode(syntax, base: .local(slot), name: chain.names[0], keys: keys, offsets: offsets)
            case .bound(let value, let slot):
                var node: Node = BoundNode(syntax, value: value, slot: slot)
                for key in keys { node = SelectNode(syntax, node, key) }
                return node
            }
        }
    }

    func failing(_ syntax: Syntax, _ kind: EvaluationError.Kind, at offset: Int, _ words: String) -> Node {
        let text = constants.copy(Array(words.utf8))
        return FailingNode(syntax, Failure(kind, at: offset, .words(text), in: constants))
    }

    private func unknown(_ syntax: Syntax, _ name: String) -> Node {
        failing(syntax, .unboundVariable, at: syntax.range.lowerBound, name)
    }

    private mutating func planSelect(_ syntax: Syntax, _ operand: Syntax, _ field: String, _ isOptional: Bool) -> Node {
        if isOptional { return folded(OptionalSelectNode(syntax, plan(operand), JSONKey(field))) }
        if syntax.nameChain != nil { return planName(syntax) }
        let planned = plan(operand)
        if let path = planned as? PathNode { return path.extended(by: JSONKey(field), as: syntax) }
        return folded(SelectNode(syntax, planned, JSONKey(field)))
    }

    private mutating func planHas(_ syntax: Syntax, _ operand: Syntax, _ field: String) -> Node {
        let planned = plan(operand)
        let key = JSONKey(field)
        let path = (planned as? PathNode)?.extended(by: key, as: syntax)
        return folded(HasNode(syntax, planned, key, path: path))
    }

    /// An index that is a constant string is a field.
    private mutating func planIndex(_ syntax: Syntax, _ operand: Syntax, _ index: Syntax, _ isOptional: Bool) -> Node {
        let planned = plan(operand)
        let position = plan(index)
        if isOptional { return folded(OptionalIndexNode(syntax, planned, position)) }
        if let path = planned as? PathNode, let text = (position as? ConstantNode)?.value.text {
            return path.extended(by: JSONKey(String(decoding: text, as: UTF8.self)), as: syntax)
        }
        return folded(IndexNode(syntax, planned, position))
    }

    private mutating func planComprehension(_ syntax: Syntax, _ comprehension: Syntax.Comprehension) -> Node {
        let range = plan(comprehension.range)
        let slot = takeSlots(comprehension.variables.count)
        names.locals += comprehension.variables
        locals += comprehension.variables.indices.map { .slot(slot + $0) }
        defer {
            names.locals.removeLast(comprehension.variables.count)
            locals.removeLast(comprehension.variables.count)
        }
        let condition = comprehension.condition.map { plan($0) }
        let body = plan(comprehension.body)
        return ComprehensionNode(syntax, comprehension, range: range, slot: slot, condition: condition, body: body)
    }

    private mutating func planBind(_ syntax: Syntax, _ name: String, _ value: Syntax, _ body: Syntax) -> Node {
        let value = plan(value)
        let slot = takeSlots(2)
        let body = plan(body, with: name, as: .bound(value, slot))
        return BindNode(syntax, value: value, body: body, slot: slot)
    }

    private mutating func planOptionalMap(
        _ syntax: Syntax,
        _ operand: Syntax,
        _ name: String,
        _ body: Syntax,
        _ isFlat: Bool
    ) -> Node {
        let operand = plan(operand)
        let slot = takeSlots(1)
        let body = plan(body, with: name, as: .slot(slot))
        return OptionalMapNode(syntax, operand, body: body, isFlat: isFlat, slot: slot)
    }
}
