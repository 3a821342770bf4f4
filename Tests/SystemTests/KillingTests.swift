import Bus
import Foundation
import Installation
import JSON
import Messages
import Synchronization
import TestSupport
import Testing

@Suite("Killed at random", .serialized, .timeLimit(.minutes(10)))
struct KillingTests {
    /// Where the journal is.
    enum Place: Sendable, CaseIterable {
        case files
        /// On a server that dies like the services.
        case server

        static var here: [Place] { PostgresServer.unavailable == nil ? allCases : [.files] }

        /// Changes published while services die.
        var changes: Int { self == .files ? 20_000 : 6_000 }
    }

    /// Resources they are about, so that each changes several times.
    static let resources = 2_000
    /// Kills at least.
    static let kills = 50

    @Test(
        "changes survive 50 kills of services and database: each recorded once, assessed, told, and the posture is right",
        arguments: Place.here
    )
    func everything(place: Place) async throws {
        let server = place == .server ? try await aside { try PostgresServer() } : nil
        let database = try await aside { try server?.makeDatabase() }
        let installation = try Installation(journal: database, settings: [.notifier: ["log-level": "warning"]])
        var failed = true
        defer {
            installation.stop(keep: failed)
            server?.stop()
        }
        try await installation.startAll()
        let receipted = try await publishWhileKilling(installation, server, changes: place.changes)
        #expect(receipted.count == place.changes)

        for service in Installation.Service.allCases { try installation.start(service) }
        for service in Installation.Service.allCases { try await installation.waitUntilReady(service) }
        let journal = try await JournalReading(installation)
        try await journal.waitUntilSettled(within: .seconds(120))

        let changed = try await journal.messages(.configChanged)
        #expect(changed.count == place.changes, "each change is in the journal once")
        #expect(Set(changed.map(\.header.id)) == receipted)
        let assessed = try await journal.messages(.configAssessed)
        #expect(Set(assessed.compactMap(\.header.causation)).isSuperset(of: receipted), "each change was assessed")
        #expect(Set(assessed.map(\.header.id)).count == assessed.count, "each item was answered once")
        try await expectTold(journal)
        await journal.stop()
        failed = !(try expectPostureIsAReplay(installation, server: server != nil))
    }

    /// Publishes all changes and meanwhile kills; returns the ids that have a receipt.
    private func publishWhileKilling(
        _ installation: Installation,
        _ server: PostgresServer?,
        changes: Int
    ) async throws -> Set<MessageID> {
        let receipted = Mutex<Set<MessageID>>([])
        let killer = Task { try await kill(installation, server) { receipted.withLock { $0.count } >= changes } }
        let client = try installation.client("acme-ci")
        let chunk = 500
        for start in stride(from: 0, to: changes, by: chunk) {
            let messages = try (start..<start + chunk).map {
                try Samples.message(number: $0 + 1, resource: $0 % Self.resources)
            }
            let outcomes = try await client.publish(messages.map(OutgoingMessage.init))
            for (message, outcome) in zip(messages, outcomes) {
                #expect(outcome == .recorded || outcome == .repeat)
                _ = receipted.withLock { $0.insert(message.header.id) }
            }
        }
        await client.stop()
        let killed = try await killer.value
        #expect(killed >= Self.kills, "only \(killed) kills: the test was too quick to say anything")
        return receipted.withLock { $0 }
    }

    /// Kills a random service, starts it again, and so on, at least as often as wanted.
    private func kill(
        _ installation: Installation,
        _ server: PostgresServer?,
        until done: @Sendable () -> Bool
    ) async throws -> Int {
        var (count, random) = (0, SystemRandomNumberGenerator())
        while count < Self.kills || !done() {
            if let server, count % 5 == 4 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...200, using: &random)))
                try await aside {
                    server.kill()
                    try server.start()
                }
                count += 1
            }
            let service = Installation.Service.allCases[count % 4]
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...200, using: &random)))
            let program = try installation.start(service)
            program.killNow()
            count += 1
            try installation.start(service)
        }
        return count
    }

    /// Each opened finding is in an alert, each alert was planned, and each delivery was sent with its own outside id.
    private func expectTold(_ journal: JournalReading) async throws {
        let alerts = try await journal.messages(.alertRaised)
        let planned = try await journal.messages(.notificationPlanned)
        #expect(Set(planned.compactMap(\.header.causation)).isSuperset(of: Set(alerts.map(\.header.id))))
        let told = try alerts.flatMap { try $0.decode(AlertRaised.self).transitions }.filter {
            $0.transition == .opened
        }
        let opened = try await journal.messages(.findingOpened)
        #expect(!opened.isEmpty)
        #expect(
            Set(told.map(\.finding)).isSuperset(of: Set(opened.map(\.header.subject))),
            "each opened finding is in an alert"
        )
        let sent = try await journal.messages(.notificationSent).map { try $0.decode(NotificationSent.self) }
        let deliveries = try planned.flatMap { try $0.decode(NotificationPlanned.self).deliveries }
        #expect(sent.count == deliveries.count, "each delivery was made")
        for message in sent {
            #expect(message.outsideId == DerivedID.outside(alert: message.alert, route: message.route))
        }
    }

    /// Asks the store's own program whether everything is whole, and the posture what a replay of the journal gives.
    private func expectPostureIsAReplay(_ installation: Installation, server: Bool) throws -> Bool {
        #expect(installation.program(.evidenceStore)?.stop() == true, "the store stops when it is asked to")
        // All of `fsck` where the journal is smaller.
        let result = try server ? installation.tool("fsck") : installation.tool("rebuild", "--check")
        #expect(result.status == 0, "\(result.output)\(result.error)")
        return result.status == 0
    }
}
