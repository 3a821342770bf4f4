import Bus
import Foundation
import Installation
import Messages
import TestSupport
import Testing

@Suite(
    "Evidence whose journal is in a database",
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .serialized,
    .timeLimit(.minutes(5))
)
struct EvidenceOnServerTests {
    @Test("it is proved, exported, held, erased, verified, checked and rebuilt as in files")
    func tools() async throws {
        let server = try await aside { try PostgresServer() }
        defer { server.stop() }
        let fixture = try await ErasureFixture(journal: try await aside { try server.makeDatabase() })
        do {
            try await tools(fixture, server)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func tools(_ fixture: ErasureFixture, _ server: PostgresServer) async throws {
        try await fixture.publish(from: 0, count: 8)
        try await fixture.remember()
        func run(_ principal: String, _ words: String...) throws {
            let result = try fixture.evidence(principal, words)
            #expect(result.status == 0, "\(words): \(result.output)\(result.error)")
        }
        let change = try #require(
            fixture.before.compactMap { try? ReceivedMessage($0.bytes) }.first { $0.header.kind == .configChanged }
        )
        let (proof, archive) = (fixture.installation.path("kept.tlog-proof"), fixture.installation.path("acme.zip"))
        try run("acme-ci", "prove", "--o", proof, "\(change.header.id)")
        try run("acme-audit", "export", "--tenant", "acme", archive)
        try run("operator", "hold", "place", "whole", "--tenant", "acme", "--reason", "court order")
        #expect(try fixture.erase().status != 0, "the hold is in the way")
        try run("operator", "hold", "release", "whole", "--reason", "case closed")
        for words in [["verify"], ["fsck"], ["rebuild", "--check"]] { try expectWhole(fixture, words) }
        let rebuild = try fixture.tool("rebuild")
        #expect(rebuild.status != 0, "a store runs")
        #expect(rebuild.error.contains("another evidence-store is using"), "\(rebuild)")

        #expect(try fixture.erase().status == 0)
        let reading = fixture.reading
        let erased = await waitUntil(limit: .seconds(20)) {
            (try? await reading.positions(.evidenceErased).count) == 1
        }
        #expect(erased)
        try run("operator", "verify-export", archive, "--key", ExportedArchive(archive).key())
        for service in Installation.Service.allCases.reversed() { fixture.installation.program(service)?.stop() }
        for words in [["verify"], ["fsck"], ["rebuild"], ["fsck"]] { try expectWhole(fixture, words) }
        try expectNothingOf(.acme, in: server)
        try await goesOn(fixture)
    }

    private func expectWhole(_ fixture: ErasureFixture, _ words: [String]) throws {
        let result = try fixture.installation.tool(words)
        #expect(result.status == 0, "\(words): \(result.output)\(result.error)")
    }

    /// Neither tables nor write-ahead log nor the server's log hold a word of what was said in plain.
    private func expectNothingOf(_ markers: PlantedMarkers, in server: PostgresServer) throws {
        let all = FileManager.default.enumerator(atPath: server.directory)
        var count = 0
        while let name = all?.nextObject() as? String {
            guard let data = FileManager.default.contents(atPath: "\(server.directory)/\(name)") else { continue }
            count += 1
            let found = Needle.found(markers.words, in: data)
            #expect(found == [], "\(name)")
        }
        #expect(count > 500, "only \(count) files were searched")
    }

    /// A store opens what was rebuilt, and the other tenant goes on.
    private func goesOn(_ fixture: ErasureFixture) async throws {
        try await fixture.installation.startAll()
        try await fixture.publish(from: 8, count: 4, tenants: [.globex])
        let reading = try await JournalReading(fixture.installation)
        #expect(try await reading.positions(.configChanged).count == 20)
        await reading.stop()
    }
}
