import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing

@testable import Adapters

@Suite("The rule packs")
struct PacksTests {
    static let loaded = RulePackLoader.read(paths: [Corpora.package.appending(path: "deploy/policies").path])
    static var rules: [Rule] { loaded.packs.flatMap(\.rules) }
    /// Compiled once: in a debug build it takes seconds.
    static let policy = Result { try PolicySet(packs: loaded.packs) }

    @Test("have as many rules as each cloud needs, and at least three tests for each")
    func counts() {
        let counts = Dictionary(grouping: Self.rules, by: \.applies.provider).mapValues(\.count)
        let least = [
            "aws": 200, "azure": 100, "gcp": 80, "kubernetes": 60, "m365": 40, "workspace": 30, "oci": 25,
            "alibaba": 25,
            "ibm": 20,
        ]
        for (provider, number) in least { #expect(counts[provider, default: 0] >= number, "\(provider)") }
        #expect(Self.rules.allSatisfy { $0.tests.count >= 3 || $0.check == nil || $0.retired })
    }

    @Test("cover every category of the taxonomy in every infrastructure cloud")
    func categories() {
        for provider in ["aws", "azure", "gcp", "oci", "alibaba", "ibm"] {
            let found = Set(Self.rules.filter { $0.applies.provider == provider && !$0.retired }.map(\.category))
            #expect(found == Set(Rules.Category.allCases), "\(provider)")
        }
    }

    @Test("are written in both languages")
    func languages() {
        for rule in Self.rules {
            for text in [rule.title, rule.risk, rule.remedy] {
                #expect(
                    text.ja.unicodeScalars.contains { (0x3040...0x30FF).contains($0.value) },
                    "\(rule.id): \(text.ja)"
                )
                #expect(text.en.unicodeScalars.allSatisfy { $0.value < 0x3000 }, "\(rule.id): \(text.en)")
            }
            #expect(rule.remedy.ja.hasSuffix("。"), "\(rule.id)")
        }
    }

    @Test("say of the demonstration's samples what people are to see")
    func samples() throws {
        let policy = try Self.policy.get()
        var lines = ""
        for name in SampleTests.samples {
            for adapted in AWSConfigAdapter().read(try SampleTests.document(name).root).changes {
                for outcome in try Self.assess(adapted.change, with: policy).outcomes {
                    lines += "\(name) \(outcome.rule) \(outcome.outcome.rawValue)\n"
                }
            }
        }
        #expect(Golden.difference(of: lines, from: "outcomes.txt") == nil)
    }

    @Test(
        "come to an error about real items only where a rule says that an absent field is one",
        .enabled(if: Corpora.file("aws-config/shared") != nil, "no corpora beside the repository"),
        arguments: [
            ("sample_rdk_config_items.jsonl", "configuration_item"),
            ("sample_c7n_config_items.jsonl", "configuration_item"),
            ("sample_c7n_config_items.jsonl", "response"),
            ("aws_config_rules.jsonl", "resource_json"),
        ]
    )
    func corpora(_ file: String, _ member: String) throws {
        let policy = try Self.policy.get()
        let mayError = Set(Self.rules.filter { $0.onMissing == .error }.map(\.id))
        var asked = 0
        for line in try CorpusTests.lines(file) {
            guard let node = line.node[member] else { continue }
            for adapted in AWSConfigAdapter().read(node).changes {
                for outcome in try Self.assess(adapted.change, with: policy).outcomes {
                    asked += 1
                    #expect(
                        outcome.outcome != .error || mayError.contains(outcome.rule),
                        "\(line.name) \(outcome.rule): \(outcome.message ?? "")"
                    )
                }
            }
        }
        #expect(asked > 0)
    }

    static func assess(_ change: ConfigChanged, with policy: PolicySet) throws -> Assessment {
        let data = try JSONDocument(JSONTreeEncoder().encode(change))
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        return policy.evaluate(EvaluationInput(resource: change.resource, change: data.root, tenant: "acme", now: now))
    }
}
