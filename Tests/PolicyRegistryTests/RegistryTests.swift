import Foundation
import JSON
import Messages
import Rules
import ServiceKit
import TestSupport
import Testing

@testable import PolicyRegistry

@Suite("The registry follows its folders")
struct RegistryTests {
    let journal = TableJournal()
    let health = Health()

    @Test("packs and tenants are published, a change is published, and nothing else")
    func follows() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Self.pack(version: "1.0.0"), to: "policies/one.yaml")
        try folder.write(Self.tenant, to: "tenants/acme.yaml")
        var registry = registry(folder)
        await registry.look(andRead: false)
        #expect(journal.kinds == [.policySubmitted, .policySubmitted, .policyPublished, .tenantRegistered])
        #expect(health.isReady)
        await registry.look(andRead: false)
        await registry.look(andRead: true)
        #expect(journal.kinds.count == 4)
        try folder.write(Self.pack(version: "1.0.10"), to: "policies/one.yaml")
        await registry.look(andRead: false)
        #expect(journal.kinds.suffix(3) == [.policySubmitted, .policySubmitted, .policyPublished])
        #expect(registry.inForce?.version == 2)
    }

    @Test("a bad pack leaves the last good policy in force, says so, and does not hold up tenants")
    func badPack() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Self.pack(version: "1.0.0"), to: "policies/one.yaml")
        var registry = registry(folder)
        await registry.look(andRead: false)
        let count = journal.kinds.count
        try folder.write("rules: nonsense", to: "policies/two.yaml")
        try folder.write(Self.tenant, to: "tenants/acme.yaml")
        await registry.look(andRead: false)
        #expect(journal.kinds.dropFirst(count) == [.tenantRegistered])
        #expect(health.reasons["policies"]?.contains("mistakes") == true)
        try folder.remove("policies/two.yaml")
        await registry.look(andRead: false)
        #expect(health.isReady)
    }

    @Test("an older version than the one in force is refused")
    func older() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Self.pack(version: "2.0.0"), to: "policies/one.yaml")
        var registry = registry(folder)
        await registry.look(andRead: false)
        let count = journal.kinds.count
        try folder.write(Self.pack(version: "1.9.0"), to: "policies/one.yaml")
        await registry.look(andRead: false)
        #expect(journal.kinds.count == count)
        #expect(!health.isReady)
    }

    @Test("what the journal did not take is tried again at the next look")
    func triesAgain() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Self.pack(version: "1.0.0"), to: "policies/one.yaml")
        var registry = registry(folder)
        journal.isAway = true
        await registry.look(andRead: false)
        #expect(!health.isReady)
        journal.isAway = false
        await registry.look(andRead: false)
        #expect(journal.kinds.last == .policyPublished)
        #expect(health.isReady)
    }

    private func registry(_ folder: Folder) -> Registry {
        Registry(
            policies: folder.path("policies"),
            tenants: folder.path("tenants"),
            publisher: Publisher(journal: journal),
            log: Log(service: "test", level: .error, to: Silence()),
            health: health,
            metrics: RegistryMetrics(Metrics())
        )
    }

    private static func pack(version: String) -> String {
        "apiVersion: settei/v1\nkind: RulePack\n"
            + "metadata: { id: one, version: \(version), title: { en: One, ja: 一 } }\nrules: []\n"
    }

    private static let tenant = """
        apiVersion: settei/v1
        kind: Tenant
        id: acme
        name: { en: Acme, ja: アクメ }
        language: ja
        timeZone: Asia/Tokyo
        routes: [{ id: files, channel: directory }]
        """
}

/// A folder with `policies` and `tenants` in it, for one test.
private struct Folder {
    private let url = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")

    init() throws {
        for name in ["policies", "tenants"] {
            try FileManager.default.createDirectory(at: url.appending(path: name), withIntermediateDirectories: true)
        }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }
    func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }
    func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }
    func remove() { try? FileManager.default.removeItem(at: url) }
}

private struct Silence: LogDestination {
    func write(_ record: LogRecord) {}
}
