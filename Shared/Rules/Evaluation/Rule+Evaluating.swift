import Expressions
public import Messages

extension Rule {
    /// Asks the rule by itself, for trying it out; nil where its expressions do not compile.
    public func evaluate(_ input: EvaluationInput) -> RuleOutcome? {
        guard let compiled = try? CompiledRule(published) else { return nil }
        return compiled.evaluate(input, budget: PolicySet.Limits().ruleCost)
    }
}
