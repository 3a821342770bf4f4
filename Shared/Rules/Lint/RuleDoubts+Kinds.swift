import Expressions
import YAML

extension RuleDoubts {
    /// Besides one that passes and one that fails, tests show an absent field and what is almost the other way round.
    func reportKindsOfTests() {
        guard source.rule.check != nil, !source.testNodes.isEmpty else { return }
        if source.rule.tests.count < 3 {
            let hint = "what is almost wrong and right, or almost right and wrong"
            warn(.tests, "no test shows a near miss", at: source.idNode, hint: hint)
        }
        let paths = Set(conditions.flatMap { $0.outline.paths }).filter { $0.hasPrefix("config.") }
        guard !paths.isEmpty, !paths.contains(where: { isShown($0) }) else { return }
        warn(.tests, "no test shows a setting without a field that the rule reads", at: source.idNode)
    }
}
