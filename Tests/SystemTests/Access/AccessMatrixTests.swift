import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("Who may do what at the built store", .serialized, .timeLimit(.minutes(2)))
struct AccessMatrixTests {
    private typealias Answer = AccessClient.Answer

    static let rows = [
        AccessRow(outside: "no key", key: nil, reason: "no key"),
        AccessRow(
            outside: "another store's key",
            key: "acme-ci",
            store: "stranger",
            reason: "another store's key, or a handshake sent again"
        ),
        AccessRow(outside: "an unknown key", key: "stranger", reason: "unknown key"),
        AccessRow(outside: "an expired key", key: "expired", reason: "expired key"),
        AccessRow(outside: "a service's key", key: "config-checker", reason: "not for this role"),
        AccessRow(
            "another tenant's key",
            key: "globex-ci",
            publish: .no("tenant-not-allowed"),
            listen: .yes,
            ask: .no("tenant-not-allowed")
        ),
        AccessRow(
            "a key of fewer rights",
            key: "narrow",
            publish: .no("kind-not-allowed"),
            listen: .yes,
            ask: .no("op-not-allowed")
        ),
        AccessRow("an auditor's key", key: "acme-audit", publish: .no("kind-not-allowed"), listen: .yes, ask: .yes),
        AccessRow("the right key", key: "acme-ci", publish: .yes, listen: .yes, ask: .yes),
    ]

    /// Who comes anew with a key that was taken away.
    static let withRevokedKey = AccessRow(outside: "a revoked key", key: "leaving", reason: "unknown key")

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
        for (number, row) in Self.rows.enumerated() { try await tryAll(row, number, installation) }
        try await revoked(installation)
        try await tryAll(Self.withRevokedKey, 50, installation)
        try forged(installation)
        let recorded = installation.metric("settei_store_recorded_total{kind=\"config.changed\"}", of: .evidenceStore)
        #expect(recorded == 3, "of all of it only what acme-ci said, and leaving while it might")
        try await expectEvidence(installation)
    }

    /// Tries a row's cells, each with a connection of its own, and finds every refusal counted.
    private func tryAll(_ row: AccessRow, _ number: Int, _ installation: Installation) async throws {
        for act in AccessRow.Act.allCases {
            let cell = "\(row.who): \(act.rawValue)"
            let expected = row.answers[act] ?? .nothing
            let counter = row.counter(act)
            let before = counter.map { installation.metric($0, of: .evidenceStore) } ?? 0
            let taken = taken(installation)
            // Who is turned away comes once, to the one socket: what is counted is that.
            let client = try AccessClient(
                installation,
                key: row.key,
                store: row.store,
                sockets: expected == .nothing ? [act.socket] : [act.socket, .feed],
                reconnect: expected == .nothing ? 60_000 : 50
            )
            #expect(try perform(act, client, 100 + number, within: limit(expected)) == expected, "\(cell)")
            if row.key == nil { try await knockWithoutKey(at: act.socket, installation) }
            if let counter {
                let isCounted = await waitUntil { installation.metric(counter, of: .evidenceStore) > before }
                #expect(isCounted, "\(cell) is not counted")
            }
            if expected == .nothing { #expect(self.taken(installation) == taken, "\(cell) got through") }
        }
    }

    /// Comes without a key and waits to be shut out.
    ///
    /// libzmq's client closes too when it sees that the other side wants keys, and may be first: then it counts as a probe.
    private func knockWithoutKey(at socket: AccessSocket, _ installation: Installation) async throws {
        let endpoint = installation.endpoints(.external)[keyPath: socket.endpoint]
        let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
        // ZMTP 3.0: signature, version, mechanism in 20 bytes, no server, 31 bytes of nothing (RFC 23).
        let signature = [0xff] + [UInt8](repeating: 0, count: 8) + [0x7f]
        let rest = [3, 0] + Array("NULL".utf8) + [UInt8](repeating: 0, count: 16 + 32)
        try await aside { try RecordingRelay.replay(signature + rest, to: port) }
    }

    private func perform(_ act: AccessRow.Act, _ client: AccessClient, _ number: Int, within limit: Duration) throws
        -> Answer
    {
        switch act {
        case .publish: try client.publish(try Samples.message(number: number).bytes, within: limit)
        case .listen: try client.listen(within: limit)
        case .ask: try client.ask(Self.asking, within: limit)
        }
    }

    /// Messages and questions that came in at the external sockets.
    private func taken(_ installation: Installation) -> Double {
        installation.metric(#"settei_store_received_total{side="external"}"#, of: .evidenceStore)
            + installation.metric(#"settei_store_queries_total{op="posture"}"#, of: .evidenceStore)
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
        let dropped = "settei_store_dropped_total{reason=\"principal\"}"
        #expect(installation.metric(dropped, of: .evidenceStore) == 0)
        #expect(try client.publish(try Samples.message(number: 201).bytes, within: .milliseconds(800)) == .nothing)
        #expect(installation.metric(dropped, of: .evidenceStore) > 0)
        #expect(try client.listen(within: .milliseconds(800)) == .nothing)
        let errors = "settei_store_query_errors_total{code=\"op-not-allowed\"}"
        let before = installation.metric(errors, of: .evidenceStore)
        #expect(try client.ask(Self.asking, within: .seconds(15)) == .no("op-not-allowed"))
        #expect(installation.metric(errors, of: .evidenceStore) > before)
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
