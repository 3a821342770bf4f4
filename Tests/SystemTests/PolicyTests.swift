import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("Policy that changes while everything runs", .serialized, .timeLimit(.minutes(2)))
struct PolicyTests {
    /// How many buckets there are.
    static let buckets = 5

    @Test("a new rule finds what is there already and is told once; a broken pack changes nothing; retiring resolves")
    func life() async throws {
        let installation = try await start()
        defer { installation.stop() }
        let journal = try await JournalReading(installation)
        try publish(Self.buckets, in: installation)
        #expect(await waitUntil { (try? await journal.messages(.configAssessed).count) == Self.buckets })
        #expect(try await journal.messages(.findingOpened).isEmpty, "the first rule finds nothing")

        let began = ContinuousClock.now
        try installation.write(Self.pack(version: "1.1.0", rules: [.name, .logging]), to: "policies/test.yaml")
        #expect(await waitUntil { (try? await journal.messages(.findingOpened).count) == Self.buckets })
        let took = ContinuousClock.now - began
        #expect(took < .seconds(10), "in force and found after \(took)")
        print("a new rule was in force and had found \(Self.buckets) resources after \(took)")
        let assessed = try await journal.messages(.configAssessed)
        #expect(assessed.count == 2 * Self.buckets, "each current resource was given out once more")
        #expect(assessed.suffix(Self.buckets).allSatisfy { $0.data["trigger"]?.string == "policy" })
        #expect(await waitUntil { (try? await journal.messages(.alertRaised).count) == 1 }, "told once")
        let alert = try #require(try await journal.messages(.alertRaised).first).decode(AlertRaised.self)
        #expect(alert.trigger == .policy && alert.summary?.reason == .policy)
        #expect(alert.summary?.resources == Self.buckets)
        #expect(alert.summary?.opened["high"] == Self.buckets)
        #expect(await installation.mails(of: "acme") { !$0.isEmpty }.count == 1)

        try await expectBrokenPackChangesNothing(installation, journal)

        try installation.write(Self.pack(version: "1.2.0", rules: [.name, .retired]), to: "policies/test.yaml")
        #expect(await waitUntil { (try? await journal.messages(.findingResolved).count) == Self.buckets + 1 })
        let resolved = try await journal.messages(.findingResolved).map { try $0.decode(FindingChanged.self) }
        #expect(resolved.dropFirst().allSatisfy { $0.reason == .retired && $0.rule == "test.logging" })
        let told = await waitUntil { (try? await summaries(journal).count) == 2 }
        #expect(told, "told once, as a summary")
        #expect(try await summaries(journal).last?.resolved == Self.buckets)
        await journal.stop()
    }

    private func expectBrokenPackChangesNothing(_ installation: Installation, _ journal: JournalReading) async throws {
        let before = try await policy(journal)
        let broken = Self.pack(version: "1.2.0", rules: [.name, .logging]).replacing("config.log", with: "confg.log")
        try installation.write(broken, to: "policies/test.yaml")
        #expect(await waitUntil { await !installation.isReady(.policyRegistry) }, "the registry says so")
        #expect(await waitUntil { installation.program(.policyRegistry)?.text.contains("test.yaml:") == true })
        #expect(try await policy(journal) == before)
        try publish(Self.buckets + 1, in: installation)
        #expect(await waitUntil { (try? await journal.messages(.findingOpened).count) == Self.buckets + 1 })
        try installation.write(Self.pack(version: "1.1.0", rules: [.name, .logging]), to: "policies/test.yaml")
        #expect(await waitUntil { await installation.isReady(.policyRegistry) })
        #expect(try await policy(journal) == before)
        #expect(try await journal.messages(.policyPublished).count == 2)
        // So that as many are open as before.
        try publish(Self.buckets + 1, in: installation, hasLog: true)
        #expect(await waitUntil { (try? await journal.messages(.findingResolved).count) == 1 })
    }

    @Test("a registry with older files beside the newer one rolls nothing back")
    func twoRegistries() async throws {
        let installation = try await start()
        defer { installation.stop() }
        let journal = try await JournalReading(installation)
        try installation.write(Self.pack(version: "1.1.0", rules: [.name, .logging]), to: "policies/test.yaml")
        #expect(await waitUntil { (try? await journal.messages(.policyPublished).count) == 2 })
        let before = try await policy(journal)

        let old = try Folder(["test.yaml": Self.pack(version: "1.0.0", rules: [.name])])
        defer { old.remove() }
        let log = installation.directory.appending(path: "logs/old-registry.log")
        let second = try Program(
            "policy-registry",
            installation.arguments(.policyRegistry, replica: 1) + ["--policies", old.url.path],
            log: log
        )
        defer { second.stop() }
        #expect(await waitUntil { second.text.contains("is older than 1.1.0") }, "\(second.text)")
        #expect(try await policy(journal) == before)
        #expect(try await journal.messages(.policyPublished).count == 2)

        // And once it has the same files, both agree, and the journal is not written to by turns.
        try old.write(Self.pack(version: "1.2.0", rules: [.name]), to: "test.yaml")
        try installation.write(Self.pack(version: "1.2.0", rules: [.name]), to: "policies/test.yaml")
        #expect(await waitUntil { await installation.isReady(.policyRegistry, replica: 1) })
        #expect(await waitUntil { await installation.isReady(.policyRegistry) })
        #expect(await waitUntil { (try? await journal.messages(.policyPublished).count) == 3 })
        let settled = try await policy(journal)
        #expect(settled != before)
        #expect(
            await !waitUntil(limit: .seconds(1)) { (try? await journal.messages(.policyPublished).count) != 3 },
            "published again although nothing changed"
        )
        await journal.stop()
    }

    @Test("a checker that was killed gets the policy in force from the journal and goes on")
    func killedChecker() async throws {
        let installation = try await start()
        defer { installation.stop() }
        let journal = try await JournalReading(installation)
        installation.program(.configChecker)?.killNow()
        try installation.write(Self.pack(version: "1.1.0", rules: [.name, .logging]), to: "policies/test.yaml")
        #expect(await waitUntil { (try? await journal.messages(.policyPublished).count) == 2 })
        installation.program(.policyRegistry)?.killNow()
        try publish(Self.buckets, in: installation)
        try installation.start(.configChecker)
        #expect(await waitUntil { (try? await journal.messages(.findingOpened).count) == Self.buckets })
        let digest = try await policy(journal)
        let assessed = try await journal.messages(.configAssessed)
        #expect(assessed.allSatisfy { $0.data["policy"]?["digest"]?.string == digest })
        await journal.stop()
    }

    // MARK: What it takes

    private enum TestRule { case name, logging, retired }

    private static func pack(version: String, rules: [TestRule]) -> String {
        let head = """
            apiVersion: settei/v1
            kind: RulePack
            metadata:
              id: test
              version: \(version)
              title: { en: Test, ja: テスト }
            rules:

            """
        return head + rules.map(rule).joined()
    }

    private static func rule(_ rule: TestRule) -> String {
        let (id, check) = rule == .name ? ("name", "config.name != ''") : ("logging", "config.log == true")
        return """
              - id: test.\(id)
                category: "3"
                level: basic
                severity: high
                \(rule == .retired ? "retired: true" : "responsibility: customer")
                title: { en: Title, ja: 題 }
                risk: { en: Risk., ja: 危険です。 }
                remedy: { en: Remedy., ja: 直してください。 }
                applies: { provider: aws, resourceType: "AWS::S3::Bucket" }
                check: \(check)
                onMissing: fail
                controls: ["27017 9.4.1"]
                tests:
                  - { name: good, config: { name: a, log: true }, expect: pass }
                  - { name: bad, config: { name: '', log: false }, expect: fail }

            """
    }

    private func start() async throws -> Installation {
        let packs = try Folder(["test.yaml": Self.pack(version: "1.0.0", rules: [.name])])
        defer { packs.remove() }
        let installation = try Installation(policies: packs.url, settings: [.policyRegistry: ["interval": "200ms"]])
        try await installation.startAll()
        return installation
    }

    /// The summaries that were told, in order.
    private func summaries(_ journal: JournalReading) async throws -> [AlertSummary] {
        try await journal.messages(.alertRaised).compactMap { try $0.decode(AlertRaised.self).summary }
    }

    /// The digest of the policy in force.
    private func policy(_ journal: JournalReading) async throws -> String? {
        try await journal.messages(.policyPublished).last?.data["digest"]?.string
    }

    /// Publishes a change of bucket 1 to `count`, or of one bucket alone.
    private func publish(_ count: Int, in installation: Installation, hasLog: Bool = false) throws {
        let lines = (count > Self.buckets ? count...count : 1...count).map { bucket in
            """
            {"provider":"aws","account":"1","region":"r","resourceType":"AWS::S3::Bucket","resourceId":"bucket-\(bucket)",\
            "configuration":{"name":"b","log":\(hasLog)},"observedAt":"2026-11-20T00:00:0\(hasLog ? 1 : 0)Z",\
            "change":{"action":"update","source":"test"}}
            """
        }
        let result = try Program.run(
            "settei",
            ["publish", "--tenant", "acme", "-"],
            environment: installation.environment("acme-ci"),
            input: lines.joined(separator: "\n") + "\n"
        )
        #expect(result.status == 0, "\(result.error)")
    }
}
