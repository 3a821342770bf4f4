import Crypto
import Foundation
import Installation
import Messages
import Synchronization
import TestSupport
import Testing

@Suite("Receivers that misbehave", .serialized, .timeLimit(.minutes(3)))
struct ReceiverTests {
    private static let newKey = [UInt8](repeating: 0x11, count: 32)
    private static let oldKey = [UInt8](repeating: 0x22, count: 32)

    @Test("webhooks answer 500, 429, 410, hang and close: nothing is lost, and every repeat has the same webhook-id")
    func webhooks() async throws {
        let sinks = [
            "broken": try WebhookSink([.status(500), .status(200)]),
            "busy": try WebhookSink([.status(429, headers: ["Retry-After": "1"]), .status(200)]),
            "later": try WebhookSink([.status(429, headers: ["Retry-After": "600"]), .status(200)]),
            "hangs": try WebhookSink([.hang, .status(200)]),
            "closes": try WebhookSink([.close, .status(204)]),
            "moved": try WebhookSink([.status(302, headers: ["Location": "http://127.0.0.1:1/"]), .status(200)]),
            "well": try WebhookSink([.status(200)]),
        ]
        defer { for sink in sinks.values { sink.stop() } }
        let installation = try await installation(sinks)
        defer { installation.stop() }
        try publish(2, in: installation)
        let journal = try await JournalReading(installation)
        let again: Set = ["broken", "busy", "hangs", "closes", "moved"]
        #expect(
            await waitUntil(limit: .seconds(20)) {
                Set((try? await journal.sent().map(\.route)) ?? []) == again.union(["well"])
            }
        )
        for name in again {
            let received = try #require(sinks[name]).received
            #expect(received.count == 2, "\(name): \(received.count) requests")
            #expect(Set(received.map { $0.headers["webhook-id"] }).count == 1, "\(name): the repeat has the same id")
            #expect(Set(received.map(\.body)).count == 1, "\(name): the repeat has the same body")
        }
        for request in sinks.values.flatMap(\.received) { try expectSigned(request) }

        let failed = try await journal.failed()
        let reasons = Dictionary(failed.map { ($0.route, $0.reason) }) { first, _ in first }
        #expect(
            reasons == [
                "broken": "status", "busy": "busy", "later": "busy", "hangs": "timeout", "closes": "closed",
                "moved": "redirect",
            ]
        )
        for failure in failed {
            let wait = try await journal.wait(after: failure)
            let wanted: ClosedRange<Duration> =
                failure.route == "later" ? .seconds(600)...(.seconds(661)) : .seconds(5)...(.milliseconds(5_600))
            #expect(wanted.contains(wait), "\(failure.route): tried again after \(wait)")
            #expect(!failure.permanent)
            #expect(
                failure.answer?.code == ["broken": 500, "busy": 429, "later": 429, "moved": 302][failure.route] ?? 0
            )
        }
        let sent = try await journal.sent()
        for message in sent {
            #expect(sinks[message.route]?.received.first?.headers["webhook-id"] == message.outsideId)
            #expect(message.delivery == (message.route == "well" ? 1 : 2))
        }
        await journal.stop()
    }

    @Test("a webhook that answers 410 is left alone until the tenant's profile changes")
    func gone() async throws {
        let sinks = ["gone": try WebhookSink([.status(410), .status(200)]), "well": try WebhookSink([.status(200)])]
        defer { for sink in sinks.values { sink.stop() } }
        let installation = try await installation(sinks)
        defer { installation.stop() }
        let (gone, well) = (try #require(sinks["gone"]), try #require(sinks["well"]))
        try publish(2, in: installation)
        let journal = try await JournalReading(installation)
        #expect(await waitUntil { (try? await journal.failed().count) == 1 })
        let failure = try #require(try await journal.failed().first)
        #expect(failure.reason == "gone" && failure.permanent && failure.nextAttemptAt == nil)
        #expect(failure.answer?.code == 410)

        try publish(4, in: installation)
        #expect(await well.wait(for: 2).count == 2)
        try await journal.waitUntilSettled(within: .seconds(10))
        #expect(gone.received.count == 1, "told nothing more")

        try installation.write(profile(sinks, name: "Acme, renamed"), to: "tenants/acme.yaml")
        #expect(await waitUntil { (try? await journal.messages(.tenantUpdated).count) == 1 })
        // The notifier hears of the profile through its own stream: a change may still be planned with the old one.
        var number = 4
        let told = await waitUntil(limit: .seconds(15)) {
            _ = well.received
            return gone.received.count >= 2
        } each: {
            number += 2
            try? publish(number, in: installation)
        }
        #expect(told, "told again after the profile changed")
        await journal.stop()
    }

    @Test("a notifier killed between sending and recording sends again, recognisably, and the journal has it once")
    func killed() async throws {
        let program = Mutex<Program?>(nil)
        let sink = try WebhookSink { _, number in
            guard number == 1 else { return .status(200) }
            program.withLock { $0?.killNow() }
            return .status(200)
        }
        defer { sink.stop() }
        let installation = try await installation(["hook": sink])
        defer { installation.stop() }
        program.withLock { $0 = installation.program(.notifier) }
        try publish(2, in: installation)
        #expect(await sink.wait(for: 1).count == 1)
        #expect(await waitUntil { program.withLock { $0?.isRunning } == false })
        let journal = try await JournalReading(installation)
        #expect(try await journal.sent().isEmpty, "nothing is recorded of what nobody could record")
        try installation.start(.notifier)
        let received = await sink.wait(for: 2, limit: .seconds(20))
        #expect(received.count == 2)
        #expect(Set(received.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(received.map(\.body)).count == 1)
        #expect(await waitUntil { (try? await journal.sent().count) == 1 })
        #expect(try await journal.sent().first?.outsideId == received.first?.headers["webhook-id"])
        #expect(try await journal.failed().isEmpty)
        await journal.stop()
    }

    @Test(
        "a mail server refuses, greylists, dies in the middle and after the message: sent or recorded, same Message-ID"
    )
    func mail() async throws {
        let server = try SMTPSink([.refuse])
        defer { server.stop() }
        let installation = try await installation([:], mailServer: server)
        defer { installation.stop() }
        let journal = try await JournalReading(installation)
        func failure(_ count: Int) async throws -> NotificationFailed {
            #expect(await waitUntil { (try? await journal.failed().count) == count })
            return try #require(try await journal.failed().last)
        }
        try publish(2, in: installation)
        let refused = try await failure(1)
        #expect(refused.permanent && refused.nextAttemptAt == nil && refused.reason == "refused")
        #expect(refused.answer?.code == 550)

        server.behave([.greylist])
        try publish(4, in: installation)
        let greylisted = try await failure(2)
        #expect(!greylisted.permanent && greylisted.reason == "greylisted" && greylisted.answer?.code == 451)
        let wait = try await journal.wait(after: greylisted)
        #expect((.seconds(300)...(.seconds(331))).contains(wait), "\(wait)")

        server.behave([.dropInData])
        try publish(6, in: installation)
        let inside = try await failure(3)
        server.behave([.dropAfterData, .accept])
        try publish(8, in: installation)
        let after = try await failure(4)
        for failure in [inside, after] {
            #expect(!failure.permanent)
            let wait = try await journal.wait(after: failure)
            #expect((.seconds(15)...(.milliseconds(16_600))).contains(wait), "\(wait)")
        }
        // 8 was taken once without an answer; then 6 and 8 are taken and answered.
        let mails = await server.wait(for: 3, limit: .seconds(30))
        #expect(mails.count == 3)
        #expect(mails.allSatisfy { $0.recipients == ["hanako@acme.example"] })
        let ids = mails.map { $0.header("Message-ID") ?? "" }
        #expect(Set(ids).count == 2, "a repeat has the same Message-ID: \(ids)")
        #expect(await waitUntil { (try? await journal.sent().count) == 2 })
        let sent = try await journal.sent()
        #expect(Set(sent.map(\.alert)) == [inside.alert, after.alert])
        for message in sent { #expect(ids.contains { $0.contains(message.outsideId) }) }
        #expect(ids.count { $0.contains(after.outsideId) } == 2)
        await journal.stop()
    }

    // MARK: What it takes

    private func installation(
        _ sinks: [String: WebhookSink],
        mailServer: SMTPSink? = nil
    ) async throws -> Installation {
        var notifier = ["webhook-allow": "127.0.0.0/8", "webhook-timeout": "1s"]
        if let mailServer {
            notifier.merge([
                "smtp-host": "127.0.0.1", "smtp-port": "\(mailServer.port)", "smtp-security": "none",
            ]) { $1 }
        }
        let installation = try Installation(
            tenants: ["acme.yaml": profile(sinks, mail: mailServer != nil)],
            settings: [.notifier: notifier]
        )
        let secrets = [Self.newKey, Self.oldKey].map { "whsec_\(Base64.encode($0))\n" }.joined()
        try installation.write(secrets, to: "secrets/acme-hook")
        try await installation.startAll()
        return installation
    }

    private func profile(_ sinks: [String: WebhookSink], mail: Bool = false, name: String = "Acme") -> String {
        let hooks = sinks.sorted { $0.key < $1.key }.map { name, sink in
            "  - { id: \(name), channel: webhook, url: \"\(sink.url)\", secretRef: acme-hook }\n"
        }
        return """
            apiVersion: settei/v1
            kind: Tenant
            id: acme
            name: { en: "\(name)", ja: アクメ }
            language: ja
            timeZone: Asia/Tokyo
            people:
              - { id: hanako, name: 花子, email: hanako@acme.example }
            routes:

            """ + hooks.joined() + (mail ? "  - { id: mail, channel: email, to: [hanako] }\n" : "")
    }

    /// Publishes the open state of a bucket of its own; `number` is even.
    private func publish(_ number: Int, in installation: Installation) throws {
        let result = try Program.run(
            "settei",
            ["publish", "--tenant", "acme", "-"],
            environment: installation.environment("acme-ci"),
            input: try Samples.change(number: number)
        )
        #expect(result.status == 0, "\(result.error)")
    }

    /// Checks a request as a receiver does that has the new key, and as one that has the old one.
    ///
    /// Source: Standard Webhooks, "Verifying signatures".
    private func expectSigned(_ request: WebhookSink.Received) throws {
        let id = try #require(request.headers["webhook-id"])
        let timestamp = try #require(request.headers["webhook-timestamp"])
        let age = abs(Date().timeIntervalSince1970 - (Double(timestamp) ?? 0))
        #expect(age < 300)
        let signatures = try #require(request.headers["webhook-signature"]).split(separator: " ").map(String.init)
        let signed = Array("\(id).\(timestamp).".utf8) + request.body
        for key in [Self.newKey, Self.oldKey] {
            #expect(signatures.contains("v1,\(Base64.encode(HMACSHA256.tag(signed, key: key).bytes))"))
        }
        #expect(request.method == "POST" && request.path == "/hook")
    }
}

/// Does `step` about twice a second until `condition` holds or `limit` passed; says whether it holds.
private func waitUntil(
    limit: Duration,
    _ condition: @Sendable () async -> Bool,
    each step: () -> Void
) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        step()
        if await TestSupport.waitUntil(limit: .milliseconds(500), condition) { return true }
    }
    return false
}

extension JournalReading {
    /// What was sent, in order.
    func sent() async throws -> [NotificationSent] {
        try await messages(.notificationSent).map { try $0.decode(NotificationSent.self) }
    }

    /// What was not, in order.
    func failed() async throws -> [NotificationFailed] {
        try await messages(.notificationFailed).map { try $0.decode(NotificationFailed.self) }
    }

    /// How long after a failure the next try is to be.
    func wait(after failure: NotificationFailed) async throws -> Duration {
        guard let next = failure.nextAttemptAt else {
            throw InstallationError(description: "\(failure.route) is given up: \(failure.reason)")
        }
        return next - failure.work.finishedAt
    }
}
