import Foundation
import JSON
import Messages
import Rules
import TestSupport

/// Measures what a large policy costs: to compile it, and to assess with it a resource that few of its rules are about.
struct BundleBenchmark {
    private let packs: [RulePack]
    private let rules: [Rule]

    /// Loads the shipped packs, whose rules are multiplied under other names.
    init() throws {
        packs = RulePackLoader.load(paths: [Corpora.package.appending(path: "deploy/policies").path]).packs
        rules = packs.flatMap(\.rules).filter { !$0.retired && $0.check != nil }
    }

    /// Compiles a thousand rules; assesses with 10 rules of other types beside those that apply, and with 5,000.
    func report(isQuick: Bool) throws -> Report {
        var report = Report()
        let thousand = documents(1_000)
        report["compileSecondsPerThousand"] = try (0..<(isQuick ? 1 : 5)).map { _ in try compileSeconds(thousand) }
            .median
        let few = try policy(othersCount: 10)
        let many = try policy(othersCount: 5_000)
        let input = try input()
        let ratios = (0..<(isQuick ? 3 : 9)).map { _ in
            Rate.once(0.2) { _ = few.evaluate(input) } / Rate.once(0.2) { _ = many.evaluate(input) }
        }
        report["growthWithRulesOfOtherTypes"] = ratios.median
        let half = try policy(othersCount: 0, appliedTimes: 4)
        let whole = try policy(othersCount: 0, appliedTimes: 8)
        let doubled = (0..<(isQuick ? 3 : 9)).map { _ in
            Rate.once(0.2) { _ = half.evaluate(input) } / Rate.once(0.2) { _ = whole.evaluate(input) }
        }
        report["growthWithTwiceTheRules"] = doubled.median
        return report
    }

    private func compileSeconds(_ documents: [PolicyDocument]) throws -> Double {
        let start = ContinuousClock().now
        let policy = try PolicySet(PolicyReference(version: 1, digest: ""), documents: documents)
        precondition(policy.ruleCount == 1_000)
        return (ContinuousClock().now - start) / .seconds(1)
    }

    /// The first `count` rules of the shipped ones over and over, each with a name of its own.
    private func documents(_ count: Int) -> [PolicyDocument] {
        divided((0..<count).map { renamed(rules[$0 % rules.count], "copy-\($0)") }).flatMap(\.documents)
    }

    /// The bucket's own rules so many times, and rules for types that no resource has.
    private func policy(othersCount: Int, appliedTimes: Int = 1) throws -> PolicySet {
        let bucket = rules.filter { $0.applies.resourceTypes.contains("AWS::S3::Bucket") }
        let applied = (0..<appliedTimes).flatMap { time in bucket.map { renamed($0, "applied-\(time)") } }
        let others = (0..<othersCount).map { number in
            renamed(rules[number % rules.count], "other-\(number)", type: "AWS::Other::Type\(number % 500)")
        }
        return try PolicySet(packs: divided(applied + others))
    }

    private func renamed(_ rule: Rule, _ suffix: String, type: String? = nil) -> Rule {
        var rule = rule
        rule.id += ".\(suffix)"
        if let type { rule.applies.resourceTypes = [type] }
        return rule
    }

    /// Packs of a size that can be published.
    private func divided(_ rules: [Rule]) -> [RulePack] {
        stride(from: 0, to: rules.count, by: 100).map { start in
            var pack = packs[0]
            pack.id += "-\(start)"
            pack.rules = Array(rules[start..<min(start + 100, rules.count)])
            return pack
        }
    }

    private func input() throws -> EvaluationInput {
        let message = try ReceivedMessage(try BucketChange(bucket: 0, number: 1, isPublic: false).message().bytes)
        let configuration = message.data.member("configuration") ?? message.data
        let now = Messages.Timestamp(microseconds: 1_790_000_000_000_000)
        return EvaluationInput(
            provider: "aws",
            resourceType: "AWS::S3::Bucket",
            configuration: configuration,
            now: now
        )
    }
}
