import Foundation
import JSON
import Messages
public import Rules

/// Asks the rules about cases.
public final class Judge {
    private let policy: PolicySet
    private let lists: VerdictLists
    private let maker: SituationMaker
    private let now: Timestamp

    /// Takes compiled rules, the lists, and what brings cases into shape.
    public init(policy: PolicySet, lists: VerdictLists, maker: SituationMaker) {
        self.policy = policy
        self.lists = lists
        self.maker = maker
        now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// What the rules for the case's check say; nil where the check is out of scope or has no rule.
    public func judge(_ item: VerdictCase, in folder: CaseFolder) -> Judgement? {
        guard let platform = item.platform, let rules = lists.controls[platform]?.inScope[item.check], !rules.isEmpty
        else { return nil }
        if let missing = item.missing {
            return Judgement(
                item: item,
                answer: "undecided",
                comparison: .undecided,
                answers: [],
                resources: [],
                problems: [missing]
            )
        }
        let situation = maker.situation(of: item, in: folder)
        let answers = answers(of: Set(rules), about: situation)
        let answer = Self.answer(answers)
        return Judgement(
            item: item,
            answer: answer,
            comparison: comparison(answer, item),
            answers: answers,
            resources: situation.subjects.map { situation.resources[$0] },
            problems: situation.problems
        )
    }

    private func answers(of rules: Set<String>, about situation: Situation) -> [Judgement.Answer] {
        situation.subjects.flatMap { position -> [Judgement.Answer] in
            let resource = situation.resources[position]
            let input = EvaluationInput(
                provider: resource.provider,
                resourceType: resource.resourceType,
                configuration: resource.configuration,
                now: now
            )
            return policy.evaluate(input).outcomes.filter { rules.contains($0.rule) && $0.outcome != .notApplicable }
                .map { Judgement.Answer(resourceType: resource.resourceType, outcome: $0) }
        }
    }

    /// One failure is enough; an error is no answer, and what is unknown is undecided.
    private static func answer(_ answers: [Judgement.Answer]) -> String {
        let outcomes = Set(answers.map(\.outcome.outcome))
        if outcomes.contains(.fail) { return "fail" }
        if outcomes.contains(.error) { return "error" }
        if outcomes.contains(.manual) { return "undecided" }
        return "pass"
    }

    private func comparison(_ answer: String, _ item: VerdictCase) -> Judgement.Comparison {
        switch answer {
        case "undecided": return .undecided
        case "fail" where item.expectsFailure, "pass" where !item.expectsFailure: return .agrees
        default: return lists.reviewed.reasons[item.id] == nil ? .differs : .reviewed
        }
    }
}

@available(*, unavailable)
extension Judge: Sendable {}
