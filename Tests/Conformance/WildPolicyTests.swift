import Foundation
import JSON
import TestSupport
import Testing

/// Runs policies that people wrote for Kubernetes over the objects they were tested with, and compares the verdicts.
///
/// What does not agree stands in `wild-exceptions.json` with its reason; one that agrees must not stand there.
@Suite("policies from the wild")
struct WildPolicyTests {
    @Test("every object gets the verdict its author expects, but for the listed ones", .timeLimit(.minutes(5)))
    func verdicts() throws {
        guard let policies = Corpora.file("cel/wild_kyverno_policies.jsonl"),
            let cases = Corpora.file("cel/shared/wild_kyverno_cel.jsonl")
        else {
            print("skipped: no policies beside the repository")
            return
        }
        var known: [String: JSONNode] = [:]
        for policy in try Self.lines(of: policies) { known[policy["policy_ref"]?.string ?? ""] = policy["cel"] }
        var failing: [String: String] = [:]
        var counts: [String: (agreeing: Int, of: Int)] = [:]
        var exceptions = KnownIssues()
        for example in try Self.lines(of: cases) {
            let policy = try #require(known[example["policy_ref"]?.string ?? ""])
            let id = example["case"]?.string ?? ""
            let expected = example["expected"]?.string ?? ""
            let verdict = WildPolicy(policy, example).verdict()
            counts[expected, default: (0, 0)].of += 1
            guard verdict.description != expected else {
                counts[expected]?.agreeing += 1
                continue
            }
            failing[id] = "\(verdict), expected \(expected)"
            if let reason = verdict.reason {
                exceptions.add(id, reason: reason)
            } else {
                exceptions.add(id, problem: "gives \(verdict), expected \(expected)")
            }
        }
        for (expected, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("policies from the wild, \(expected): \(count.agreeing) of \(count.of) objects agree")
        }
        try exceptions.compare(failing, with: "wild-exceptions.json")
    }

    private static func lines(of file: URL) throws -> [JSONNode] {
        try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try JSONDocument(Array($0)).root }
    }
}
