extension Planner {
    mutating func planCall(_ syntax: Syntax, _ name: String, _ target: Syntax?, _ arguments: [Syntax]) -> any Node {
        let parts = ((target.map { [$0] } ?? []) + arguments).map { plan($0) }
        if target == nil, let node = planOperator(syntax, name, parts) { return folded(node) }
        if name == "matches", parts.count == 2, let node = planMatches(syntax, parts) { return folded(node) }
        if let relation = OrderNode.Relation(rawValue: name), target == nil {
            return folded(OrderNode(syntax, parts[0], parts[1], relation))
        }
        guard let function = environment.functions.function(name, arguments: parts.count, isMember: target != nil)
        else {
            return FailingNode(syntax, Failure(.unknownFunction, at: syntax.offset, name))
        }
        switch function.body {
        case .unary(let body): return folded(UnaryCallNode(syntax, parts[0], body))
        case .binary(let body): return folded(BinaryCallNode(syntax, parts[0], parts[1], body))
        case .variadic(let body): return folded(CallNode(syntax, parts, body))
        }
    }

    private func planOperator(_ syntax: Syntax, _ name: String, _ parts: [any Node]) -> (any Node)? {
        switch name {
        case "!_": NotNode(syntax, parts[0])
        case "==", "!=": planEquality(syntax, parts[0], parts[1], negated: name == "!=")
        case "in": planIn(syntax, parts[0], parts[1])
        default: nil
        }
    }

    private func planEquality(_ syntax: Syntax, _ left: any Node, _ right: any Node, negated: Bool) -> any Node {
        for (operand, other) in [(left, right), (right, left)] {
            guard let constant = other as? ConstantNode, let text = constant.value.text else { continue }
            return EqualsTextNode(syntax, operand, constant, text, negated: negated)
        }
        return EqualityNode(syntax, left, right, negated: negated)
    }

    private func planIn(_ syntax: Syntax, _ element: any Node, _ container: any Node) -> any Node {
        guard let constant = container as? ConstantNode, case .list(let values) = constant.value else {
            return InNode(syntax, element, container)
        }
        let texts = values.compactMap(\.text)
        guard texts.count == values.count, !texts.isEmpty else { return InNode(syntax, element, container) }
        return InTextsNode(syntax, element, constant, texts)
    }

    private mutating func planMatches(_ syntax: Syntax, _ parts: [any Node]) -> (any Node)? {
        guard let constant = parts[1] as? ConstantNode, let text = constant.value.text else { return nil }
        do throws(PatternError) {
            let pattern = try Pattern(text.description, limit: environment.limits.maximumPatternInstructions)
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
