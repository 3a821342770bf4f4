import Messages
import Rules

/// What a check came to: everything that the formats tell, the worst first.
struct CheckReport: Sendable {
    /// What was checked, as the user named it.
    var input: String
    /// What it was recognised as, such as `terraform-plan`.
    var inputFormat: String
    /// Whose findings these would be; part of their ids.
    var tenant: String
    var language: Language
    /// When it was checked.
    var time: Timestamp
    /// Each resource that rules were asked about, with every answer.
    var verdicts: [CheckVerdict] = []
    /// What must be mended, the worst first; also what the baseline knows.
    var findings: [CheckFinding] = []
    /// What cannot be told before the change is applied.
    var untold: [CheckFinding] = []
    /// Types of resources that no rule is about, with how many there are.
    var withoutRules: [String: Int] = [:]
    /// Planned types that nothing turns into a cloud's own shape, with how many there are.
    var withoutMapping: [String: Int] = [:]
    /// What the input says besides settings.
    var ignored: [String] = []

    /// The findings that the baseline does not know.
    var new: [CheckFinding] { findings.filter { !$0.isKnown } }

    /// How many rules were content.
    var passed: Int { verdicts.reduce(0) { $0 + $1.unlisted + $1.outcomes.count { $0.outcome == .pass } } }

    /// How many findings there are of each severity, the worst first; those of the baseline do not count.
    var counts: [(severity: Severity, count: Int)] {
        let new = new
        return Severity.allCases.sorted(by: >).map { severity in
            (severity, new.count { $0.outcome.severity == severity })
        }.filter { $0.count > 0 }
    }

    /// How often rules came to each outcome.
    var outcomes: [Outcome: Int] {
        var counts: [Outcome: Int] = [:]
        for verdict in verdicts {
            for outcome in verdict.outcomes { counts[outcome.outcome, default: 0] += 1 }
        }
        return counts
    }
}

/// What all rules said of one resource.
struct CheckVerdict: Sendable {
    let resource: Resource
    /// Where it stands in a plan or template: its own address first, then those of what configures it.
    let origins: [String]
    /// The line of the input where its document begins, where the input has lines of its own.
    let line: Int?
    let outcomes: [RuleOutcome]
    /// Rules that were content and are not among the outcomes: a checker elsewhere does not list them.
    var unlisted = 0

    /// The same resource with other outcomes.
    func with(outcomes: [RuleOutcome]) -> CheckVerdict {
        CheckVerdict(resource: resource, origins: origins, line: line, outcomes: outcomes, unlisted: unlisted)
    }

    /// What to call it: its address where it is only planned.
    var name: String { origins.first ?? resource.id }
}

/// What one rule said of one resource, with its words.
///
/// A class, because there are thousands of them and they are sorted.
final class CheckFinding: Sendable {
    /// The id that the evidence-store would give it.
    let id: String
    let resource: Resource
    let origins: [String]
    let line: Int?
    let outcome: RuleOutcome
    /// The rule's words; nil where the rule came from elsewhere.
    let words: PolicyTexts.Entry?
    /// What the rule is for, whatever the cloud; with the words about it where there are any.
    let intent: CheckIntent?
    /// Whether the baseline has it.
    let isKnown: Bool

    init(
        id: String,
        resource: Resource,
        origins: [String],
        line: Int? = nil,
        outcome: RuleOutcome,
        words: PolicyTexts.Entry? = nil,
        intent: CheckIntent? = nil,
        isKnown: Bool = false
    ) {
        self.id = id
        self.resource = resource
        self.origins = origins
        self.line = line
        self.outcome = outcome
        self.words = words
        self.intent = intent
        self.isKnown = isKnown
    }

    /// What would happen if the change were applied.
    var consequence: LocalizedText? { intent?.consequence }

    /// The known case of what went wrong.
    var practice: LocalizedText? { intent?.practice }

    var name: String { origins.first ?? resource.id }

    /// Type and id, and the account where it is known.
    var description: String { "\(resource.type) \(resource.id)" }

    func title(_ language: Language) -> String { words?.title[language] ?? outcome.rule }

    /// What was found, in a sentence.
    func found(_ language: Language) -> String? { RuleSentence.text(of: outcome, in: language) }

    /// The worst first; then by rule and resource, so that a report is the same each time.
    static func isWorse(_ left: CheckFinding, _ right: CheckFinding) -> Bool {
        if left.outcome.severity != right.outcome.severity { return left.outcome.severity > right.outcome.severity }
        let isFailure = (left.outcome.outcome == .fail, right.outcome.outcome == .fail)
        if isFailure.0 != isFailure.1 { return isFailure.0 }
        return (left.outcome.rule, left.name, left.id) < (right.outcome.rule, right.name, right.id)
    }
}

/// What a rule is for, and what people should know of it.
struct CheckIntent: Hashable, Sendable {
    let id: String
    /// In one sentence, what would happen if the change were applied.
    var consequence: LocalizedText?
    /// The known case of what went wrong.
    var practice: LocalizedText?
}
