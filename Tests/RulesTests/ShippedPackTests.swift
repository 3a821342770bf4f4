import Diagnostics
import Foundation
import Messages
import TestSupport
import Testing

@testable import Rules

@Suite("The packs in deploy/policies are right")
struct ShippedPackTests {
    /// Read once: trying thousands of tests takes its time in a debug build.
    private static let loaded = RulePackLoader.load(
        paths: [Corpora.package.appending(path: "deploy/policies").path],
        doubts: true
    )

    @Test("no mistakes, all tests pass, documents small enough, and checkers can compile them")
    func packs() throws {
        let loaded = Self.loaded
        #expect(!loaded.diagnostics.hasErrors, "\(loaded.diagnostics.rendered(limit: 20))")
        let policy = try PolicySet(packs: loaded.packs)
        #expect(policy.ruleCount >= 580)
        #expect(try PolicyTexts(documents: loaded.packs.flatMap(\.documents)).entries.count == policy.ruleCount)
    }

    @Test("what customers are told of the first rule of each pack is as in the golden file, in both languages")
    func sentences() {
        let loaded = Self.loaded
        let first = Set(loaded.packs.compactMap(\.rules.first?.id))
        let lines = loaded.reports.filter { first.contains($0.rule.id) }.flatMap { report in
            report.tests.flatMap { test -> [String] in
                guard let found = test.found, found.outcome == .fail, let explanation = found.explanation else {
                    return []
                }
                let sentences = Language.allCases.map { explanation.sentence(in: $0) ?? "-" }
                return ["\(report.rule.id): \(test.test.name)"] + sentences.map { "  \($0)" }
                    + ["  must be true: \(explanation.expression ?? "-")"]
            }
        }
        #expect(Golden.difference(of: lines.joined(separator: "\n") + "\n", from: "shipped-sentences.txt") == nil)
    }

    @Test("lint has no doubt about them")
    func doubts() {
        let doubts = Self.loaded.diagnostics.warnings
        let isClean = doubts.isEmpty
        let counts = Dictionary(grouping: doubts) { $0.code ?? "-" }.mapValues(\.count)
        #expect(isClean, "\(counts.sorted { $0.key < $1.key })\n\(Diagnostics(doubts).rendered(limit: 20))")
    }
}
