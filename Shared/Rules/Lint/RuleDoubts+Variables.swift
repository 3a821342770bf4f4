import Expressions

extension RuleDoubts {
    /// Variables that nothing looks at, and those that hide one of the rule's.
    func reportVariables(_ condition: Condition) {
        for part in condition.outline.all where !part.form.variables.isEmpty {
            let names = part.form.variables
            let bodies = part.children.dropFirst()
            let used = names.filter { name in bodies.contains { $0.uses(name) } }
            // Of two variables one may well be of no use.
            if used.isEmpty {
                let hint = "to ask whether there is any element, write size(…) > 0"
                let message = "nothing here depends on '\(names.joined(separator: "' or '"))'"
                warn(.unused, message, at: part, in: condition, hint: part.form.isMacro ? hint : nil)
            }
            for name in names where RuleVariable.allCases.contains(where: { $0.name == name }) {
                warn(
                    .hidden,
                    "the variable '\(name)' of this macro hides the rule's '\(name)'",
                    at: part,
                    in: condition
                )
            }
        }
    }

    /// A list within itself takes time by the square of its length.
    func reportNesting(_ condition: Condition) {
        reportNesting(condition.outline, around: [], condition)
    }

    private func reportNesting(_ part: Outline, around ranges: [String], _ condition: Condition) {
        guard case .macro = part.form else {
            for child in part.children { reportNesting(child, around: ranges, condition) }
            return
        }
        let range = part.children[0].folded
        if ranges.contains(range) {
            warn(
                .expensive,
                "this goes through \(range) once for each of its elements",
                at: part,
                in: condition,
                hint: "the cost grows with the square of the list; look for what can be asked of one element"
            )
        }
        reportNesting(part.children[0], around: ranges, condition)
        for body in part.children.dropFirst() { reportNesting(body, around: ranges + [range], condition) }
    }

    /// The tests are small; what is dear for them stops at the limit for a real setting.
    func reportCost() {
        let limit = PolicySet.Limits().ruleCost
        guard outcome.worstCost > limit / 20, let place = source.checkNode ?? source.whenNode else { return }
        warn(
            .expensive,
            "a test of this rule spends \(outcome.worstCost) of the \(limit) that a rule may spend",
            at: place,
            hint: "real settings are larger than those of tests"
        )
    }
}

extension Outline {
    /// Whether a name is used below, where no macro between gives it another meaning.
    fileprivate func uses(_ name: String) -> Bool {
        if form == .name(name) { return true }
        guard form.variables.contains(name) else { return children.contains { $0.uses(name) } }
        return children[0].uses(name)
    }
}

extension Outline.Form {
    fileprivate var isMacro: Bool {
        if case .macro = self { return true }
        return false
    }
}
