extension Planner {
    mutating func planCall(_ syntax: Syntax, _ name: String, _ target: Syntax?, _ arguments: [Syntax]) -> Node {
        if let target, let qualified = names.qualifiedFunction(name, on: target) {
            return planFunction(syntax, qualified, arguments.map { plan($0) }, isMember: false)
        }
        let parts = ((target.map { [$0] } ?? []) + arguments).map { plan($0) }
        if target == nil, let node = planOperator(syntax, name, parts) { return folded(node) }
        if target != nil, name == "format", parts.count == 2 { checkFormat(parts[0], arguments[0]) }
        if name == "matches", parts.count == 2, let node = planMatches(syntax, parts) { return folded(node) }
        if target != nil, parts.count == 2, name == "or" || name == "orValue" {
            return folded(OptionalElseNode(syntax, parts[0], parts[1], isUnwrapping: name == "orValue"))
        }
        return planFunction(syntax, name, parts, isMember: target != nil)
    }

    private mutating func planFunction(_ syntax: Syntax, _ name: String, _ parts: [Node], isMember: Bool) -> Node {
        let overloads = environment.functions.overloads(of: name, arguments: parts.count, isMember: isMember)
        guard !overloads.isEmpty else { return failing(syntax, .unknownFunction, at: syntax.offset, name) }
        let slot = takeSlots(parts.count)
        return folded(CallNode(syntax, name, overloads, parts, slot: slot))
    }

    private func planOperator(_ syntax: Syntax, _ name: String, _ parts: [Node]) -> Node? {
        switch (name, parts.count) {
        case ("!_", 1): return NotNode(syntax, parts[0])
        case ("-_", 1): return NegationNode(syntax, parts[0])
        case ("==", 2), ("!=", 2): return planEquality(syntax, parts[0], parts[1], isNegated: name == "!=")
        case ("in", 2): return planIn(syntax, parts[0], parts[1])
        case (_, 2):
            if let relation = OrderNode.Relation(rawValue: name) {
                return OrderNode(syntax, parts[0], parts[1], relation)
            }
            return Arithmetic(rawValue: name).map { ArithmeticNode(syntax, parts[0], parts[1], $0) }
        default: return nil
        }
    }

    private func planEquality(_ syntax: Syntax, _ left: Node, _ right: Node, isNegated: Bool) -> Node {
        for (operand, other) in [(left, right), (right, left)] {
            guard let path = operand as? PathNode, let constant = other as? ConstantNode,
                case .string(let text) = constant.value
            else { continue }
            return PathEqualsTextNode(syntax, path, constant, text, isNegated: isNegated)
        }
        return EqualityNode(syntax, left, right, isNegated: isNegated)
    }

    private func planIn(_ syntax: Syntax, _ element: Node, _ container: Node) -> Node {
        guard let constant = container as? ConstantNode, case .list(let values) = constant.value, !values.isEmpty,
            values.allSatisfy({ $0.text != nil })
        else { return InNode(syntax, element, container) }
        return InTextsNode(syntax, element, constant, values)
    }

    private mutating func planMatches(_ syntax: Syntax, _ parts: [Node]) -> Node? {
        guard let constant = parts[1] as? ConstantNode, let text = constant.value.text else { return nil }
        do throws(PatternError) {
            let source = String(decoding: text, as: UTF8.self)
            let pattern = try Pattern(
                source,
                limit: environment.limits.maximumPatternInstructions,
                tableLimit: environment.limits.maximumPatternTableEntries
            )
            return MatchesNode(syntax, parts[0], pattern)
        } catch {
            report(
                parts[1].syntax.range.lowerBound,
                "malformed pattern: \(error.message) (at its byte \(error.offset))"
            )
            return nil
        }
    }
}
