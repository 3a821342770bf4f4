import Expressions
import Messages

/// A rule that is ready to be asked.
struct CompiledRule: Sendable {
    let rule: PublishedRule
    let when: Program?
    let check: Program?
    private let relations: [CompiledRelation]

    /// Takes programs that were compiled already.
    init(rule: PublishedRule, when: Program?, check: Program?) {
        self.rule = rule
        self.when = when
        self.check = check
        relations = (rule.relations ?? []).compactMap { CompiledRelation($0, provider: rule.applies.provider) }
    }

    /// Compiles a published rule.
    init(_ rule: PublishedRule) throws(ExpressionErrors) {
        let condition = rule.when
        let check = rule.check
        self.init(
            rule: rule,
            when: try condition.map { source throws(ExpressionErrors) in try RuleEnvironment.compile(source) },
            check: try check.map { source throws(ExpressionErrors) in try RuleEnvironment.compile(source) }
        )
    }

    /// The variables that the rule speaks of and that cost something to make.
    var wanted: Set<RuleVariable> {
        let texts = [rule.when, rule.check].compactMap(\.self)
        return Set(
            [RuleVariable.resource, .change, .tenant].filter { name in texts.contains { $0.contains(name.name) } }
        )
    }

    /// Asks the rule, spending at most `budget` cost units; never fails, because an error is an outcome.
    func evaluate(_ input: EvaluationInput, budget: Int, in workspace: Workspace = Workspace()) -> RuleOutcome {
        var cost = Cost(limit: budget)
        var input = input
        if !relations.isEmpty { input.relate(relations, &cost, workspace) }
        if let when {
            switch when.test(input.bindings, cost: &cost, in: workspace) {
            case .success(true): break
            case .success(false): return outcome(.notApplicable, cost)
            case .failure(let error): return stopped(when, error, input, cost)
            }
        }
        guard let check else { return outcome(.manual, cost) }
        switch check.test(input.bindings, cost: &cost, in: workspace) {
        case .success(true): return outcome(.pass, cost)
        case .success(false): return failed(check, input, cost)
        case .failure(let error): return stopped(check, error, input, cost)
        }
    }

    func outcome(
        _ outcome: Outcome,
        _ cost: Cost,
        message: String? = nil,
        explanation: Messages.Explanation? = nil
    ) -> RuleOutcome {
        RuleOutcome(
            rule: rule.id,
            outcome: outcome,
            severity: rule.severity,
            category: rule.category.rawValue,
            message: message,
            explanation: explanation,
            cost: Int64(cost.spent)
        )
    }
}
