import Foundation
import Testing

@testable import Rules

@Suite("Packs are read only where they are asked for")
struct TypeScanTests {
    private static let scan = TypeScan([ResourceType(provider: "azure", name: "Microsoft.Storage/storageAccounts")])

    @Test(
        "a glance tells a pack that names a type from others",
        arguments: [
            ("kind: RulePack\nresourceType: Microsoft.Storage/storageAccounts", TypeScan.Glance.concerned),
            ("kind: RulePack\nresourceType: \"microsoft.storage/STORAGEACCOUNTS\"", .concerned),
            ("kind: RulePack\nresourceType: [a,Microsoft.Storage/storageAccounts]", .concerned),
            ("kind: RulePack\nresourceType: Microsoft.Storage/storageAccounts/blobServices", .unconcerned),
            ("kind: RulePack\n", .unconcerned), ("kind: Intents\n", .foreign), ("", .foreign),
        ]
    )
    func glance(text: String, glance: TypeScan.Glance) {
        #expect(Self.scan.glance(at: Array(text.utf8)) == glance)
    }

    @Test("of the shipped packs the same rules are read for a type as without looking")
    func shipped() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/policies").path
        let all = RulePackLoader.read(paths: [folder])
        #expect(all.isValid && all.unread == 0)
        let types = Set(all.packs.flatMap(\.activeRules).flatMap(\.applies.types))
            .sorted { ($0.provider, $0.name) < ($1.provider, $1.name) }
        // A few of every cloud: each is a reading of all packs.
        for type in stride(from: 0, to: types.count, by: max(1, types.count / 40)).map({ types[$0] }) {
            let some = RulePackLoader.read(paths: [folder], about: [type])
            let expected = all.packs.flatMap(\.rules).filter { $0.applies.types.contains(type) }
            #expect(some.packs.flatMap(\.rules) == expected, "\(type)")
            #expect(some.isValid && some.packs.count + some.unread == all.packs.count)
            #expect(try PolicySet(packs: some.packs, about: [type]).ruleCount == expected.count { !$0.retired })
        }
    }

    @Test("what is no pack is told, also where nothing is asked for that it names")
    func foreign() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("kind: Tenant\n".utf8).write(to: folder.appending(path: "tenant.yaml"))
        let loaded = RulePackLoader.read(paths: [folder.path], about: [ResourceType(provider: "aws", name: "T")])
        #expect(!loaded.isValid)
    }
}
