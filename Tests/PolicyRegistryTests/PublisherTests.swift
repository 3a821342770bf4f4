import Bus
import JSON
import Messages
import Rules
import Synchronization
import Testing

@testable import PolicyRegistry

@Suite("The registry brings the journal to what the directories propose")
struct PublisherTests {
    let journal = TableJournal()
    var publisher: Publisher { Publisher(journal: journal) }
    let storage = PublicationPlanTests.pack("storage")
    let network = PublicationPlanTests.pack("network")

    @Test("documents are recorded before the manifest that names them, and the second time nothing is sent")
    func publishes() async throws {
        let first = try await publisher.publish([storage, network])
        guard case .published(let reference, let submitted, _) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(reference.version == 1)
        #expect(submitted == 4)
        #expect(journal.kinds == Array(repeating: .policySubmitted, count: 4) + [.policyPublished])
        #expect(try await publisher.publish([network, storage]) == .unchanged(reference))
        #expect(journal.kinds.count == 5)
    }

    @Test("what was published can be read back and compiles")
    func readBack() async throws {
        _ = try await publisher.publish([storage])
        let fetcher = PolicyFetcher { [journal] kind, subject in
            try await journal.latest(kind, subject: subject, tenant: nil)?.bytes
        }
        let manifest = try #require(try await fetcher.manifest())
        let documents = try await fetcher.documents(of: manifest, parts: [.rules, .texts])
        #expect(documents.map(\.digest) == storage.documents.map(\.digest))
    }

    @Test("another registry that comes first is noticed, and everything is compared anew")
    func conflict() async throws {
        _ = try await publisher.publish([storage])
        let other = Publisher(journal: journal)
        journal.beforeNextManifest { [network] in _ = try? await other.publish([network]) }
        let result = try await publisher.publish([PublicationPlanTests.pack("storage", version: "2.0.0")])
        guard case .published(let reference, _, _) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(reference.version == 3)
        let last = try #require(try await journal.latest(.policyPublished, subject: "policy", tenant: nil))
        let manifest = try PolicyFetcher.manifest(in: last.bytes)
        #expect(Set(manifest.documents.map { "\($0.document) \($0.version)" }) == ["network 1.0.0", "storage 2.0.0"])
    }

    @Test("a pack that does not go together with what stays in force is not published")
    func clash() async throws {
        _ = try await publisher.publish([try pack("storage", rule: "shared.rule")])
        let count = journal.kinds.count
        let result = try await publisher.publish([try pack("renamed", rule: "shared.rule")])
        guard case .rejected(let mistakes) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(mistakes.map(\.rule) == ["shared.rule"])
        #expect(journal.kinds.count == count)
    }

    @Test("tenants are registered, then updated when they change")
    func tenants() async throws {
        var acme = TenantProfile(id: "acme", name: ["en": "Acme"])
        let globex = TenantProfile(id: "globex", name: ["en": "Globex"])
        #expect(try await publisher.publish([acme, globex]) == ["acme", "globex"])
        #expect(try await publisher.publish([acme, globex]) == [])
        acme.language = .en
        #expect(try await publisher.publish([acme]) == ["acme"])
        #expect(try await publisher.publish([acme]) == [])
        #expect(journal.kinds == [.tenantRegistered, .tenantRegistered, .tenantUpdated])
    }

    private func pack(_ id: String, rule: String) throws -> RulePack {
        let text = """
            apiVersion: settei/v1
            kind: RulePack
            metadata: { id: \(id), version: 1.0.0, title: { en: T, ja: T } }
            rules:
              - id: \(rule)
                category: "3"
                level: basic
                severity: low
                title: { en: T, ja: T }
                risk: { en: T, ja: T }
                remedy: { en: T, ja: T }
                applies: { provider: aws, resourceType: T }
                check: config.a == 1
                onMissing: error
                controls: []
                tests:
                  - { name: one, config: { a: 1 }, expect: pass }
                  - { name: two, config: { a: 2 }, expect: fail }
            """
        return try #require(RulePackLoader.load(files: [("\(id).yaml", Array(text.utf8))]).packs.first)
    }
}

/// A journal in memory, with the store's compare-and-set on manifests.
final class TableJournal: PolicyJournal {
    private struct State {
        var messages: [Message] = []
        var intrusion: (@Sendable () async -> Void)?
        var isAway = false
    }

    private let state = Mutex(State())

    var kinds: [Kind] { state.withLock { $0.messages.map(\.header.kind) } }

    /// Whether nothing can be asked or published.
    var isAway: Bool {
        get { state.withLock { $0.isAway } }
        set { state.withLock { $0.isAway = newValue } }
    }

    /// Lets somebody else act once, just before the next manifest is judged.
    func beforeNextManifest(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.intrusion = body }
    }

    func latest(_ kind: Kind, subject: String, tenant: String?) async throws -> FeedMessage? {
        if isAway { throw BusError.timedOut }
        return state.withLock { state in
            let index = state.messages.lastIndex { message in
                message.header.kind == kind && message.header.subject == subject && message.header.tenant == tenant
            }
            return index.map { index in
                FeedMessage(
                    position: Position(epoch: "1", seq: Int64(index + 1)),
                    bytes: state.messages[index].bytes
                )
            }
        }
    }

    func publish(_ message: Message) async throws {
        if isAway { throw BusError.stopped }
        if message.header.kind == .policyPublished {
            if let intrusion = state.withLock({ $0.intrusion.take() }) { await intrusion() }
            let manifest = try PolicyFetcher.manifest(in: message.bytes)
            let last = try await latest(.policyPublished, subject: "policy", tenant: nil)
            let inForce = try last.map { try PolicyFetcher.manifest(in: $0.bytes) }
            guard inForce?.digest == manifest.previous else { throw BusError.refused(code: "policy-conflict") }
        }
        state.withLock { $0.messages.append(message) }
    }
}
