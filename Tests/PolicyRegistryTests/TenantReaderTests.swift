import Diagnostics
import Foundation
import Messages
import TestSupport
import Testing

@testable import PolicyRegistry

@Suite("Tenant files are read strictly")
struct TenantReaderTests {
    @Test("every mistake is reported with file, line and caret")
    func mistakes() throws {
        let loaded = LoadedTenants(files: [("bad.yaml", try bytes("Tests/PolicyRegistryTests/Fixtures/bad.yaml"))])
        #expect(loaded.profiles.isEmpty)
        #expect(Golden.difference(of: loaded.diagnostics.rendered() + "\n", from: "bad-tenant.txt") == nil)
    }

    @Test("the sample tenants are right, and only routes that are switched on are in their profiles")
    func samples() throws {
        let files = try ["acme.yaml", "globex.yaml"].map { ($0, try bytes("deploy/tenants/" + $0)) }
        let loaded = LoadedTenants(files: files)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        #expect(loaded.profiles.map(\.id) == ["acme", "globex"])
        #expect(loaded.profiles.map(\.language) == [.ja, .en])
        #expect(loaded.profiles.map { $0.routes.map(\.channel) } == [[.directory], [.directory]])
    }

    @Test("weight and limits are read, and change the profile's digest; what cannot be is a mistake")
    func shares() throws {
        let plain = String(decoding: try bytes("deploy/tenants/acme.yaml"), as: UTF8.self)
        func load(_ lines: String) -> LoadedTenants { LoadedTenants(files: [("a.yaml", Array((plain + lines).utf8))]) }
        let profile = load("weight: 3\nlimits: { messagesPerSecond: 5, queries: 2 }\n").profiles.first
        #expect(profile?.weight == 3)
        #expect(profile?.limits == FlowLimits(messagesPerSecond: 5, queries: 2))
        let json = String(decoding: profile?.canonicalJSON ?? [], as: UTF8.self)
        #expect(json.hasSuffix(#""limits":{"messagesPerSecond":5,"queries":2},"weight":3}"#))
        for mistake in [
            "weight: 0", "weight: 17", "limits: 5", "limits: { bytesPerSecond: -1 }", "limits: { rate: 1 }",
        ] {
            #expect(load(mistake + "\n").diagnostics.errors.count == 1, "\(mistake)")
        }
    }

    @Test("two files for one tenant publish neither, and leave others alone")
    func twice() throws {
        let acme = try bytes("deploy/tenants/acme.yaml")
        let globex = try bytes("deploy/tenants/globex.yaml")
        let loaded = LoadedTenants(files: [("a.yaml", acme), ("b.yaml", acme), ("c.yaml", globex)])
        #expect(loaded.profiles.map(\.id) == ["globex"])
        #expect(loaded.diagnostics.errors.count == 1)
    }

    @Test("a directory is seen to change when a file is written, and not otherwise")
    func watching() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let empty = WatchedDirectory(path: folder.path)
        #expect(empty == WatchedDirectory(path: folder.path))
        try Data("a".utf8).write(to: folder.appending(path: "a.yaml"))
        let one = WatchedDirectory(path: folder.path)
        #expect(one != empty)
        #expect(one.files == [folder.path + "/a.yaml"])
        try Data("ab".utf8).write(to: folder.appending(path: "a.yaml"))
        #expect(WatchedDirectory(path: folder.path) != one)
        let two = WatchedDirectory(path: folder.path)
        let intents = folder.appending(path: "intents")
        try FileManager.default.createDirectory(at: intents, withIntermediateDirectories: true)
        #expect(WatchedDirectory(path: folder.path) == two)
        try Data("kind: Intents".utf8).write(to: intents.appending(path: "common.yaml"))
        let three = WatchedDirectory(path: folder.path)
        #expect(three != two)
        #expect(three.files.contains(folder.path + "/intents/common.yaml"))
        #expect(WatchedDirectory(path: folder.path + "/absent").marks == nil)
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Corpora.package.appending(path: path)))
    }
}
