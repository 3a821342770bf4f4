import JSON
import Messages
import Testing

@testable import PolicyRegistry
@testable import Rules

@Suite("The registry sends what the directory changes, and nothing else")
struct PublicationPlanTests {
    let storage = pack("storage")
    let network = pack("network")

    static func pack(_ id: String, version: String = "1.0.0", retired: Bool = false) -> RulePack {
        RulePack(id: id, version: version, title: LocalizedText(en: id, ja: id), retired: retired, rules: [])
    }

    private func inForce(_ packs: [RulePack]) -> PolicyPublished {
        PolicyManifest.following(nil, documents: packs.flatMap(\.documents).map(\.reference))
    }

    @Test("the first packs are submitted and put in force")
    func first() throws {
        let plan = PublicationPlan(packs: [storage, network], current: nil)
        #expect(plan.submissions.count == 4)
        let manifest = try #require(plan.manifest)
        #expect(manifest.version == 1)
        #expect(manifest.previous == nil)
        #expect(manifest.documents.map(\.document) == ["network", "network", "storage", "storage"])
    }

    @Test("nothing is sent when nothing changed")
    func unchanged() {
        let plan = PublicationPlan(packs: [network, storage], current: inForce([storage, network]))
        #expect(plan.submissions.isEmpty)
        #expect(plan.manifest == nil)
    }

    @Test("an empty directory beside an empty journal publishes nothing")
    func nothing() {
        #expect(PublicationPlan(packs: [], current: nil).manifest == nil)
    }

    @Test("only changed documents are submitted")
    func changed() throws {
        let current = inForce([storage, network])
        let plan = PublicationPlan(packs: [Self.pack("storage", version: "1.1.0"), network], current: current)
        #expect(plan.submissions.map(\.document) == ["storage", "storage"])
        let manifest = try #require(plan.manifest)
        #expect(manifest.version == 2)
        #expect(manifest.previous == current.digest)
        #expect(manifest.documents.count == 4)
        #expect(manifest.retired == [])
    }

    @Test("a file that disappears retires nothing")
    func disappeared() throws {
        let plan = PublicationPlan(packs: [storage], current: inForce([storage, network]))
        #expect(plan.manifest == nil)
        #expect(plan.kept.map(\.document) == ["network", "network"])
    }

    @Test("a retired pack leaves the manifest and is named in it, once")
    func retired() throws {
        let gone = Self.pack("network", retired: true)
        let plan = PublicationPlan(packs: [storage, gone], current: inForce([storage, network]))
        let manifest = try #require(plan.manifest)
        #expect(plan.submissions.isEmpty)
        #expect(manifest.documents.map(\.document) == ["storage", "storage"])
        #expect(manifest.retired == ["network"])
        #expect(PublicationPlan(packs: [storage, gone], current: manifest).manifest == nil)
    }

    @Test("a directory with an older version than the one in force does not roll policy back")
    func outdated() {
        let current = inForce([Self.pack("storage", version: "1.10.0"), network])
        let plan = PublicationPlan(packs: [Self.pack("storage", version: "1.9.0"), network], current: current)
        #expect(plan.outdated.map(\.document) == ["storage"])
        #expect(PublicationPlan(packs: [Self.pack("storage", version: "1.11.0")], current: current).outdated.isEmpty)
    }

    @Test(
        "versions are compared number by number",
        arguments: [
            ("1.0.0", "1.0.1", true), ("1.9.0", "1.10.0", true), ("2.0.0", "1.9.9", false), ("1.0.0", "1.0.0", false),
            ("1.0", "1.0.1", true), ("1.0.0-a", "1.0.0-b", true), ("a", "b", true), ("1", "a", true),
        ]
    )
    func versions(version: String, other: String, isOlder: Bool) {
        #expect(PublicationPlan.isOlder(version, than: other) == isOlder)
    }

    @Test("tenants are registered once and updated only when they change")
    func tenants() throws {
        let acme = TenantProfile(id: "acme", name: ["ja": "アクメ", "en": "Acme"])
        let first = TenantPlan(profiles: [acme], recorded: [:])
        #expect(first.steps.map(\.kind) == [.tenantRegistered])
        let digest = try #require(first.steps.first?.data.digest)
        #expect(TenantPlan(profiles: [acme], recorded: ["acme": digest]).steps.isEmpty)
        var changed = acme
        changed.routes = [Route(id: "files", channel: .directory)]
        #expect(TenantPlan(profiles: [changed], recorded: ["acme": digest]).steps.map(\.kind) == [.tenantUpdated])
        #expect(TenantPlan(profiles: [], recorded: ["acme": digest]).steps.isEmpty)
    }

    @Test("canonical JSON decodes to the same profile")
    func canonical() throws {
        let profile = TenantProfile(
            id: "acme",
            name: ["ja": "アクメ", "en": "Acme"],
            language: .en,
            timeZone: "Europe/London",
            people: [Person(id: "a", name: "A", email: "a@example.com", language: .ja)],
            routes: [
                Route(id: "hook", channel: .webhook, url: "https://a.example", secretRef: "s", minimumSeverity: .high),
                Route(id: "mail", channel: .email, to: ["a"], language: .en),
            ]
        )
        let decoded = try JSONNodeDecoder().decode(TenantProfile.self, from: JSONDocument(profile.canonicalJSON).root)
        #expect(decoded == profile)
    }
}
