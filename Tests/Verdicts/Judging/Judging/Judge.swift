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
    /// Cases say nothing of who did what.
    private let change: JSONNode

    /// Takes compiled rules, the lists, and what brings cases into shape.
    /// - Throws: never; reading an empty object may, as far as the compiler knows.
    public init(policy: PolicySet, lists: VerdictLists, maker: SituationMaker) throws {
        change = try JSONDocument("{}").root
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
        let neighbours = Neighbourhood(
            situation.resources.map { resource in
                Neighbourhood.Member(
                    provider: resource.provider,
                    resourceType: resource.resourceType,
                    names: resource.names,
                    config: resource.configuration
                )
            }
        )
        return situation.subjects.flatMap { position -> [Judgement.Answer] in
            let resource = situation.resources[position]
            let outcomes = policy.evaluate(input(of: resource, beside: neighbours)).outcomes
            return outcomes.filter { rules.contains($0.rule) && $0.outcome != .notApplicable }
                .map { Judgement.Answer(resourceType: resource.resourceType, outcome: $0) }
        }
    }

    private func input(of resource: NativeResource, beside neighbours: Neighbourhood) -> EvaluationInput {
        EvaluationInput(
            resource: Resource(
                provider: resource.provider,
                account: "unknown",
                region: "unknown",
                type: resource.resourceType,
                id: resource.names.first ?? "unknown"
            ),
            change: change,
            tenant: "unknown",
            now: now,
            configuration: resource.configuration,
            names: Array(resource.names.dropFirst()),
            neighbours: neighbours
        )
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
