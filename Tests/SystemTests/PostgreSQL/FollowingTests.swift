import Bus
import Foundation
import Installation
import Messages
import TestSupport
import Testing

@Suite(
    "Services and clients that know two stores",
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .serialized,
    .timeLimit(.minutes(5))
)
struct FollowingTests {
    @Test("the active store is killed: publisher, checker, notifier and command line go on by themselves")
    func killed() async throws {
        let server = try await aside { try PostgresServer() }
        defer { server.stop() }
        let installation = try Installation(
            journal: try await aside { try server.makeDatabase() },
            settings: [.evidenceStore: ["shutdown-timeout": "10s"]],
            knownStores: 2
        )
        do {
            try await installation.startAll()
            try installation.start(.evidenceStore, replica: 1)
            let client = try installation.client("acme-ci", store: nil)
            try await publish(2, client)
            #expect(await installation.mails(of: "acme") { !$0.isEmpty }.count == 1)
            try await kill(0, installation, client, number: 4)
            await client.stop()
            installation.stop()
        } catch {
            installation.stop(keep: true)
            throw error
        }
    }

    /// An even number is a bucket that is open to the world, and so a mail.
    private func publish(_ number: Int, _ client: BusClient) async throws {
        _ = try await client.publish(try Samples.message(number: number))
    }

    private func kill(_ active: Int, _ installation: Installation, _ client: BusClient, number: Int) async throws {
        let other = 1 - active
        let standsBy = await waitUntil(limit: .seconds(20)) { await installation.standsBy(other) }
        #expect(standsBy, "store \(other) stands by")
        let moment = ContinuousClock.now
        let program = try #require(installation.program(.evidenceStore, replica: active))
        try await aside { program.killNow() }
        try await publish(number, client)
        let receipted = ContinuousClock.now - moment
        #expect(receipted < FailoverTests.limit)
        let told = await waitUntil(limit: .seconds(30)) {
            let mails = await installation.mails(of: "acme") { _ in true }
            return mails.contains { $0.text.contains("bucket-\(number)") }
        }
        #expect(told, "checked and told after \(active) was killed")
        print("store \(active) killed: a receipt after \(receipted), a mail after \(ContinuousClock.now - moment)")
        let status = try await aside { [installation] in
            try Program.run("settei", ["status", "--json"], environment: installation.environment("operator"))
        }
        #expect(status.status == 0, "\(status.error)")
        for service in Installation.Service.allCases.dropFirst() {
            try await installation.waitUntilReady(service)
            #expect(installation.metric("settei_bus_store_changes_total", of: service) > 0, "\(service.rawValue)")
        }
    }
}
