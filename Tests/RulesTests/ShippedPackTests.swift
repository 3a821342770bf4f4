import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Rules

@Suite("The packs in deploy/policies are right")
struct ShippedPackTests {
    @Test("no mistakes, all tests pass, documents small enough, and checkers can compile them")
    func packs() throws {
        let folder = Corpora.package.appending(path: "deploy/policies").path
        let loaded = RulePackLoader.load(paths: [folder])
        #expect(!loaded.diagnostics.hasErrors, "\(loaded.diagnostics.rendered(limit: 20))")
        let policy = try PolicySet(packs: loaded.packs)
        #expect(policy.ruleCount >= 30)
        #expect(try PolicyTexts(documents: loaded.packs.flatMap(\.documents)).entries.count == policy.ruleCount)
    }
}
