import Expressions
import YAML

/// Measures how far the tests of a rule reach into its conditions.
struct RuleCoverage {
    /// More than a rule may spend, because noting costs too.
    private static let budget = PolicySet.Limits().ruleCost * 4

    private let conditions: [(name: String, coverage: Coverage, node: YAMLNode)]

    /// Runs the tests of a rule that compiles once more, and says what they made of `when` and `check`.
    static func measure(_ trial: RuleTrial) -> [ConditionCoverage] {
        guard trial.compiled != nil else { return [] }
        let coverage = RuleCoverage(trial.source)
        for test in trial.source.rule.tests {
            if let input = try? EvaluationInput(test: test) { coverage.run(input) }
        }
        return coverage.conditions.map { condition in
            ConditionCoverage(
                name: condition.name,
                parts: condition.coverage.parts.map { part(of: condition.node, $0) }
            )
        }
    }

    private init(_ source: RuleSource) {
        let texts = [("when", source.rule.when, source.whenNode), ("check", source.rule.check, source.checkNode)]
        conditions = texts.compactMap { name, text, node in
            guard let text, let node, let coverage = try? RuleEnvironment.cover(text) else { return nil }
            return (name, coverage, node)
        }
    }

    /// Goes as far as a checker does: where `when` is not true, `check` is not asked.
    private func run(_ input: EvaluationInput) {
        var cost = Cost(limit: Self.budget)
        for condition in conditions {
            guard case .success(true) = condition.coverage.program.test(input.bindings, cost: &cost) else { return }
        }
    }

    private static func part(of node: YAMLNode, _ part: Coverage.Part) -> ConditionCoverage.Part {
        ConditionCoverage.Part(
            text: part.text,
            position: node.position(ofByte: part.range.lowerBound),
            wasTrue: part.wasTrue,
            wasFalse: part.wasFalse
        )
    }
}
