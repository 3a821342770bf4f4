import Testing

@testable import Rules

@Suite("Rules are counted by what they are for, and what nothing is for is seen")
struct InventoryTests {
    private func inventory() -> RuleInventory {
        var bucket = RuleFixture.rule("a")
        bucket.intent = "storage-not-public"
        bucket.controls = ["MIC-CFG III.3.1.1", "27017 9.4.1", "MIC-CFG III.1.1.1 v"]
        var account = RuleFixture.rule("b", types: ["Microsoft.Storage/storageAccounts"], provider: "azure")
        account.intent = "storage-not-public"
        account.controls = ["27017 9.4.1 (a)", "27017 99.9.9"]
        var own = RuleFixture.rule("c", types: ["Own/Thing"], provider: "own")
        own.intent = "never-heard-of"
        own.category = .other
        let retired = RuleFixture.rule("d", retired: true)
        let text = LocalizedText(en: "Files are private", ja: "ファイルは非公開です")
        let intents = ["storage-not-public", "storage-encrypted"].map {
            Intent(id: $0, title: text, consequence: text, badPractice: text)
        }
        let packs = [RuleFixture.pack("p", [bucket, account, own, retired])]
        return RuleInventory(packs: packs + [RuleFixture.pack("q", [bucket], retired: true)], intents: intents)
    }

    @Test("clouds have a column even without a rule, and others where they have one")
    func providers() {
        let inventory = inventory()
        #expect(inventory.providers.starts(with: ["aws", "azure", "gcp", "kubernetes"]))
        #expect(inventory.providers.last == "own")
        #expect(inventory.counts == ["aws": 1, "azure": 1, "own": 1])
    }

    @Test("every category has a row")
    func categories() {
        let rows = inventory().tables(by: .category).flatMap(\.rows)
        #expect(rows.map(\.id) == Category.allCases.map(\.rawValue))
        #expect(rows.first { $0.id == "3" }?.counts == ["aws": 1, "azure": 1])
        #expect(rows.first { $0.id == "7" }?.counts == ["own": 1])
        #expect(rows.first { $0.id == "1" }?.total == 0)
    }

    @Test(
        "controls have a row each, items count for their control, and none is lost",
        arguments: [
            ("3", ["aws": 1]), ("27017 9.4.1", ["aws": 1, "azure": 1]), ("MIC-CFG III.1.1.1", ["aws": 1]),
            ("27017 10.1.1", [:]), ("27017 99.9.9", ["azure": 1]),
        ] as [(String, [String: Int])]
    )
    func controls(id: String, counts: [String: Int]) {
        let rows = inventory().tables(by: .control).flatMap(\.rows).filter { $0.id == id }
        #expect(rows.first?.counts == counts)
    }

    @Test("the controls that rules can serve are numbered as their sources number them, each once")
    func index() {
        let entries = ControlIndex.guideline + ControlIndex.cloudControls
        for entry in entries { #expect(ControlCatalogue.standard.complaint(about: entry.reference) == nil) }
        #expect(Set(entries.map(\.reference)).count == entries.count)
        #expect(entries.allSatisfy { Script.hasJapanese($0.title.ja) && !Script.hasJapanese($0.title.en) })
    }

    @Test("intents have a row each, also those without a rule and those without texts")
    func intents() {
        let rows = inventory().tables(by: .intent).flatMap(\.rows)
        #expect(rows.map(\.id) == ["storage-not-public", "storage-encrypted", "never-heard-of"])
        #expect(rows.map(\.total) == [2, 0, 1])
    }
}
