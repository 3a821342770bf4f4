import Bus
import Crypto
import Foundation
import Installation
import Messages
import TestSupport
import Testing

/// A delivery to a receiver that does not answer, under notifiers that end: one is asked to, one is killed.
@Suite("Work is handed back", .serialized, .timeLimit(.minutes(2)))
struct HandBackTests {
    @Test("a notifier that stops hands back what it cannot finish; one that is killed is missed; the third delivers")
    func delivery() async throws {
        let sink = try WebhookSink { _, number in number <= 2 ? .hang : .status(200) }
        defer { sink.stop() }
        let installation = try Installation(tenants: ["acme.yaml": Self.profile(sink)], settings: Self.settings)
        var failed = true
        defer { installation.stop(keep: failed) }
        try installation.write("whsec_\(Base64.encode(Self.secret))\n", to: "secrets/acme-hook")
        try await installation.startAll()
        let journal = try await JournalReading(installation)
        let client = try installation.client("acme-ci")
        try await client.publish(Samples.message(number: 2))
        #expect(await sink.wait(for: 1).count == 1)

        // Asked to stop: it waits for the receiver as long as it may, and then the other one has the delivery at once.
        try installation.start(.notifier, replica: 1)
        #expect(await journal.hasReady(2, of: .notifier))
        let leaving = try #require(installation.program(.notifier))
        let askedAt = Timestamp.now
        leaving.signal(SIGTERM)
        #expect(await sink.wait(for: 2).count == 2)
        #expect(leaving.stop(within: .seconds(10)) && leaving.terminationStatus == 0, "it ends by itself, in time")

        // Killed: the store misses it.
        try installation.start(.notifier, replica: 2)
        #expect(await journal.hasReady(2, of: .notifier))
        let killedAt = Timestamp.now
        try #require(installation.program(.notifier, replica: 1)).killNow()
        #expect(await sink.wait(for: 3).count == 3)
        try await journal.waitUntilSettled(within: .seconds(10))

        let sent = try await journal.sent()
        let done = try #require(sent.first?.work)
        #expect(sent.count == 1 && done.attempt == 3)
        #expect(done.receivedAt - killedAt < .seconds(2), "\(done.receivedAt - killedAt) after the kill")
        let attempts = try installation.attempts()
        #expect(attempts.map(\.item) == [done.item, done.item])
        #expect(attempts.map(\.reason) == ["returned", "silent"])
        #expect(Set(attempts.map(\.replica) + [done.replica]).count == 3)
        #expect(attempts.last?.deaths == 1, "only what was missed counts against the delivery")
        // It finishes for three quarters of its time, and says until then that it lives; it would be missed a second later.
        let handedBack = try #require(attempts.first).at - askedAt
        #expect(handedBack < Self.timeToFinish + .seconds(1), "handed back after \(handedBack)")
        #expect(Set(sink.received.map { $0.headers["webhook-id"] }).count == 1, "the receiver can tell")
        await client.stop()
        await journal.stop()
        failed = false
    }

    // MARK: What it takes

    private static let secret = [UInt8](repeating: 0x11, count: 32)
    private static let timeToFinish = Duration.milliseconds(750)
    private static let settings: [Installation.Service: [String: String]] = [
        .notifier: ["webhook-allow": "127.0.0.0/8", "webhook-timeout": "60s", "shutdown-timeout": "1s"]
    ]

    private static func profile(_ sink: WebhookSink) -> String {
        """
        apiVersion: settei/v1
        kind: Tenant
        id: acme
        name: { en: Acme, ja: アクメ }
        language: ja
        timeZone: Asia/Tokyo
        routes:
          - { id: hook, channel: webhook, url: "\(sink.url)", secretRef: acme-hook }
        """
    }
}
