import Messages
import Rules

/// The fourth step of a check: which answers are told, with their words, and which of them were known before.
struct CheckSelection {
    let lowest: Severity
    let baseline: CheckBaseline?
    let texts: PolicyTexts
    /// The intent of each rule.
    let intents: [String: CheckIntent]

    /// Fills a report with what is to be told of the verdicts.
    func fill(_ report: inout CheckReport, with verdicts: [CheckVerdict]) {
        for verdict in verdicts {
            if verdict.outcomes.isEmpty, verdict.unlisted == 0 {
                report.withoutRules[verdict.resource.type, default: 0] += 1
                continue
            }
            let key = verdict.resource.key
            let told = verdict.outcomes.filter { $0.severity >= lowest }
            report.verdicts.append(verdict.with(outcomes: told))
            for outcome in told {
                switch outcome.outcome {
                case .fail, .error: report.findings.append(finding(outcome, of: verdict, key, report.tenant))
                // Without a message it is a rule that only a person can decide, whatever is known.
                case .manual where outcome.message != nil:
                    report.untold.append(finding(outcome, of: verdict, key, report.tenant))
                default: break
                }
            }
        }
        report.findings.sort(by: CheckFinding.isWorse)
        report.untold.sort(by: CheckFinding.isWorse)
    }

    private func finding(_ outcome: RuleOutcome, of verdict: CheckVerdict, _ key: String, _ tenant: String)
        -> CheckFinding
    {
        let id = DerivedID.finding(tenant: tenant, resourceKey: key, rule: outcome.rule)
        return CheckFinding(
            id: id,
            resource: verdict.resource,
            origins: verdict.origins,
            line: verdict.line,
            outcome: outcome,
            words: texts[outcome.rule],
            intent: intents[outcome.rule],
            isKnown: baseline?.contains(id) ?? false
        )
    }
}
