import Foundation
import Installation
import TestSupport
import Testing

/// Releases with different schemas at one journal, replaced one program after the other under load, there and back.
@Suite(
    "Upgrades",
    .enabled(if: Release.unavailable == nil, Comment(rawValue: Release.unavailable ?? "")),
    .serialized,
    .timeLimit(.minutes(20))
)
struct UpgradeTests {
    @Test("a journal in files: on, back, on again, and on to a release that cannot be taken back")
    func files() async throws {
        let run = try ChaosRun("upgrade", try ChaosTests.installation(), perSecond: 50)
        let faults = try await run.run { try await UpgradeRun($0).files() }
        #expect(faults == [])
    }

    @Test(
        "two stores at a database: the standby first, then the active one, there, back, and on",
        .enabled(if: PostgresServer.unavailable == nil, "PostgreSQL 15 is not installed")
    )
    func stores() async throws {
        let server = try await aside { try PostgresServer() }
        defer { server.stop() }
        let journal = try await aside { try server.makeDatabase() }
        let run = try ChaosRun(
            "upgrade of two stores",
            try ChaosTests.installation(journal: journal, stores: 2),
            perSecond: 50
        )
        let faults = try await run.run { try await UpgradeRun($0).stores() }
        #expect(faults == [])
    }
}
