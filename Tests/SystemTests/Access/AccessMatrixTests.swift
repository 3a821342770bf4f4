import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("Who may do what at the built store", .serialized, .timeLimit(.minutes(2)))
struct AccessMatrixTests {
    typealias Answer = AccessClient.Answer

    /// Somebody, and what he gets when he publishes for acme, listens, and asks of acme.
    struct Row: Sendable {
        let who: String
        let key: String?
        let publish: Answer
        let listen: Answer
        let ask: Answer
    }

    static let rows = [
        Row(who: "no key", key: nil, publish: .nothing, listen: .nothing, ask: .nothing),
        Row(who: "an unknown key", key: "stranger", publish: .nothing, listen: .nothing, ask: .nothing),
        Row(who: "an expired key", key: "expired", publish: .nothing, listen: .nothing, ask: .nothing),
        Row(who: "a service's key", key: "config-checker", publish: .nothing, listen: .nothing, ask: .nothing),
        Row(
            who: "another tenant's key",
            key: "globex-ci",
            publish: .no("tenant-not-allowed"),
            listen: .yes,
            ask: .no("tenant-not-allowed")
        ),
        Row(
            who: "a key of fewer rights",
            key: "narrow",
            publish: .no("kind-not-allowed"),
            listen: .yes,
            ask: .no("op-not-allowed")
        ),
        Row(who: "an auditor's key", key: "acme-audit", publish: .no("kind-not-allowed"), listen: .yes, ask: .yes),
        Row(who: "the right key", key: "acme-ci", publish: .yes, listen: .yes, ask: .yes),
    ]

    private func installation() throws -> Installation {
        let installation = try Installation(
            integrators: ["acme-ci": ["acme"], "globex-ci": ["globex"], "leaving": ["acme"]],
            auditors: ["acme-audit": ["acme"]]
        )
        for words in [
            ["add", "expired", "--tenants", "acme", "--expires", "2999-01-01T00:00:00Z"],
            ["add", "narrow", "--tenants", "acme", "--publish=", "--query", "findings"],
        ] { try principals(words, installation) }
        // Nobody adds a key that is over.
        let list = URL(filePath: installation.path("keys/principals.yaml"))
        try String(contentsOf: list, encoding: .utf8).replacing("2999-", with: "2020-")
            .write(to: list, atomically: true, encoding: .utf8)
        return installation
    }

    private func principals(_ words: [String], _ installation: Installation) throws {
        let more = words[0] == "add" ? ["--dir", installation.path("keys")] : []
        let result = try Program.run(
            "settei",
            ["principals"] + words + more,
            environment: ["SETTEI_PRINCIPALS": installation.path("keys/principals.yaml")]
        )
        #expect(result.status == 0, "\(words): \(result.error)")
    }

    private static let asking = #""op":"posture","tenant":"acme""#

    /// Where something is to come it has time; where nothing may, half a second without it is enough.
    private func limit(_ answer: Answer) -> Duration { answer == .nothing ? .milliseconds(500) : .seconds(15) }

    @Test(
        "no key, unknown, expired, revoked, another tenant's, of fewer rights: nothing gets through, and all of it is recorded"
    )
    func matrix() async throws {
        let installation = try installation()
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        for (number, row) in Self.rows.enumerated() {
            let client = try AccessClient(installation, key: row.key)
            let message = try Samples.message(number: 100 + number).bytes
            #expect(try client.publish(message, within: limit(row.publish)) == row.publish, "\(row.who) publishes")
            #expect(try client.listen(within: limit(row.listen)) == row.listen, "\(row.who) listens")
            #expect(try client.ask(Self.asking, within: limit(row.ask)) == row.ask, "\(row.who) asks")
        }
        try await revoked(installation)
        try forged(installation)
        let recorded = installation.metric("settei_store_recorded_total{kind=\"config.changed\"}", of: .evidenceStore)
        #expect(recorded == 3, "of all of it only what acme-ci said, and leaving while it might")
        #expect(installation.metric("settei_store_zap_total{verdict=\"refused\"}", of: .evidenceStore) > 0)
        #expect(installation.metric("settei_store_dropped_total{reason=\"principal\"}", of: .evidenceStore) > 0)
        try await expectEvidence(installation)
    }

    /// A key is taken away while its connections stand; the store was told by nobody but the file.
    private func revoked(_ installation: Installation) async throws {
        let client = try AccessClient(installation, key: "leaving")
        #expect(try client.publish(try Samples.message(number: 200).bytes, within: .seconds(15)) == .yes)
        #expect(try client.ask(Self.asking, within: .seconds(15)) == .yes)
        try principals(["revoke", "leaving"], installation)
        let reopened = "settei_store_feeds_reopened_total{side=\"external\"}"
        #expect(await waitUntil { installation.metric(reopened, of: .evidenceStore) == 1 }, "read without a signal")
        try client.drain()
        #expect(try client.publish(try Samples.message(number: 201).bytes, within: .milliseconds(800)) == .nothing)
        #expect(try client.listen(within: .milliseconds(800)) == .nothing)
        #expect(try client.ask(Self.asking, within: .seconds(15)) == .no("op-not-allowed"))
        let again = try AccessClient(installation, key: "leaving")
        #expect(try again.ask(Self.asking, within: .milliseconds(800)) == .nothing)
    }

    /// Who says it is who the socket says it is.
    private func forged(_ installation: Installation) throws {
        let client = try AccessClient(installation, key: "acme-ci")
        let text = String(decoding: try Samples.message(number: 300).bytes, as: UTF8.self)
        let forged = text.replacing(
            "\"specversion\"",
            with: "\"principal\":\"operator\",\"role\":\"operator\",\"specversion\""
        ).replacing("//settei/test", with: "//settei/operator")
        #expect(try client.publish(Array(forged.utf8), within: .seconds(15)) == .yes)
        #expect(try client.publish(Array(forged.utf8), within: .seconds(15)) == .yes, "its own sender's repeat")
        let other = try AccessClient(installation, key: "globex-ci")
        #expect(try other.publish(Array(forged.utf8), within: .seconds(15)) == .no("tenant-not-allowed"))
        let hold = text.replacing("config.changed", with: "hold.placed").replacing("\"tenant\":\"acme\",", with: "")
        #expect(
            try client.publish(Array(hold.utf8), kind: "hold.placed", within: .seconds(15)) == .no("kind-not-allowed")
        )
    }

    /// What was refused is in the journal once its minute or the store's life is over.
    private func expectEvidence(_ installation: Installation) async throws {
        let store = try #require(installation.program(.evidenceStore))
        #expect(try await aside { store.stop() })
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let reading = try await JournalReading(installation)
        let attempts = try await reading.messages(.accessRefused).flatMap { message in
            try message.decode(AccessRefused.self).attempts
        }
        for reason in [
            "unknown key", "expired key", "not for this role", "asks: tenant-not-allowed", "asks: op-not-allowed",
            "publishes with a key that is not valid any more",
        ] {
            #expect(attempts.contains { $0.reason == reason && $0.address.hasPrefix("127.") }, "\(reason)")
        }
        let refused = try await reading.positions(.inputRefused).map { String(decoding: $0.bytes, as: UTF8.self) }
        for code in ["tenant-not-allowed", "kind-not-allowed"] {
            #expect(refused.contains { $0.contains(code) }, "\(code)")
        }
        let changes = try await reading.positions(.configChanged)
        #expect(changes.compactMap(\.position.principal).sorted() == ["acme-ci", "acme-ci", "leaving"])
        await reading.stop()
    }

    @Test("whoever subscribes to everything hears receipts and heartbeats, and of receipts only ids and codes")
    func everything() async throws {
        let installation = try installation()
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let curious = try AccessClient(installation, key: "globex-ci", topic: "")
        #expect(try curious.listen(within: .seconds(15)) == .yes)
        let client = try AccessClient(installation, key: "acme-ci")
        #expect(try client.publish(try Samples.message(number: 2).bytes, within: .seconds(15)) == .yes)
        #expect(try client.publish(Array("{".utf8), within: .seconds(15)) == .no("not-json"))
        let deadline = ContinuousClock.now + .seconds(15)
        while !curious.heard.contains(where: { $0.contains("not-json") }), ContinuousClock.now < deadline {
            try curious.drain()
        }
        #expect(curious.heard.contains { $0.contains("not-json") })
        #expect(curious.topics == ["store/", "receipt/\(client.sender)/"])
        let known: Set = ["receipts", "epoch", "time", "token", "id", "status", "code", "retryAfterMilliseconds"]
        for message in curious.heard {
            let root = try JSONDocument(message).root
            var names = Set(root.members.map { $0.key.string })
            if let receipts = root["receipts"] {
                for receipt in receipts.elements { names.formUnion(receipt.members.map { $0.key.string }) }
            }
            #expect(names.isSubset(of: known), "\(message)")
            #expect(!message.contains("bucket") && !message.contains("acme"), "\(message)")
        }
        // One key from two places is allowed, and told.
        let elsewhere = try AccessClient(installation, key: "acme-ci", source: "127.0.0.2")
        #expect(try elsewhere.publish(try Samples.message(number: 4).bytes, within: .seconds(15)) == .yes)
        let places = "settei_store_keys_in_several_places{side=\"external\"}"
        #expect(await waitUntil { installation.metric(places, of: .evidenceStore) == 1 })
    }
}
