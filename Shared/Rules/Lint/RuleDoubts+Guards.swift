import Expressions
import YAML

extension RuleDoubts {
    /// Fields that may be absent where `onMissing` would speak for more than that field, and no test shows what it is to mean.
    ///
    /// `onMissing` says what an absent field means, and mostly that is all there is to say. There are two places where it misleads:
    /// - in an element of a list, with `pass` or `notApplicable`: where `exists` must find something, and in `filter`, `map` and
    ///   `exists_one`, one element without the field lets the whole resource pass;
    /// - in `when`, with `fail` or `error`: a resource that the rule is not about fails.
    func reportGuards(_ condition: Condition) {
        var known: Set<String> = []
        let optional = optionalOffsets(condition)
        for field in UnguardedFields(of: condition.outline).fields {
            guard isOfSettings(field.path), !isShown(field.path),
                let message = complaint(about: field, in: condition.name)
            else { continue }
            guard known.insert(field.path).inserted else { continue }
            // Where a schema is declared, it knows which fields are always there.
            guard optional?.contains(where: field.part.range.contains) ?? true else { continue }
            let hint = "write has(\(field.part.folded)) && …, or show it in a test"
            warn(.unguarded, message, at: field.part, in: condition, hint: hint)
        }
    }

    private func complaint(about field: UnguardedFields.Field, in condition: String) -> String? {
        let outcome = source.rule.onMissing
        switch outcome {
        case .pass, .notApplicable:
            guard field.macros.contains(where: \.letsElementsDecide), field.path.contains("[]") else { return nil }
            let words = outcome == .pass ? "pass" : "be out of the rule"
            return "one element without '\(field.part.folded)' makes the whole resource \(words)"
        case .fail, .error:
            guard condition == "when" else { return nil }
            let words = outcome == .fail ? "fails the rule" : "is an error"
            return "a resource without '\(field.part.folded)' \(words) instead of being none of its business"
        }
    }

    /// Where the schemas say that a field may be absent; nil without schemas.
    private func optionalOffsets(_ condition: Condition) -> [Int]? {
        guard !trial.schemas.isEmpty else { return nil }
        return trial.schemas.flatMap { schema in
            RuleEnvironment.hints(for: condition.outline.text, settings: schema)
                .filter { $0.kind == .unguardedField }.map(\.offset)
        }
    }

    /// The other variables are always whole.
    private func isOfSettings(_ path: String) -> Bool {
        ["config.", "previous.", "baseline.", "defaults."].contains {
            path.hasPrefix($0) || path.hasPrefix($0.dropLast() + "[")
        }
    }

    /// Whether some test has an object there that lacks the field, so that its author has thought of it.
    func isShown(_ path: String) -> Bool {
        let steps = path.replacing("[]", with: ".[]").split(separator: ".").map(String.init)
        return source.testNodes.contains { node in
            guard let variable = steps.first, let value = node[variable] else { return false }
            return Self.lacks(value, steps.dropFirst())
        }
    }

    private static func lacks(_ node: YAMLNode, _ steps: ArraySlice<String>) -> Bool {
        guard let step = steps.first else { return false }
        let rest = steps.dropFirst()
        if step == "[]" {
            let children = node.elements ?? node.members?.map(\.value) ?? []
            return children.contains { lacks($0, rest) }
        }
        guard node.members != nil else { return false }
        guard let child = node[step] else { return true }
        return child.isNull && rest.isEmpty || lacks(child, rest)
    }
}

extension UnguardedFields.Macro {
    /// Whether an element that gives no value keeps the others from being asked, or keeps `exists` from being false.
    fileprivate var letsElementsDecide: Bool {
        switch name {
        case "all": wantsTrue == false
        case "exists": wantsTrue == true
        default: true
        }
    }
}
