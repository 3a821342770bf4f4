import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing
import ZeroMQ

@Suite("What somebody sees who taps the wire", .serialized, .timeLimit(.minutes(2)))
struct WireTests {
    private func port(_ endpoint: String) throws -> Int {
        try #require(endpoint.split(separator: ":").last.flatMap { Int($0) })
    }

    @Test(
        "nothing can be read in the packets of any of the store's sockets, from rules and a change to the alert and an audit",
        .enabled(if: WireCapture.unavailable == nil, Comment(rawValue: WireCapture.unavailable ?? ""))
    )
    func plaintext() async throws {
        let installation = try Installation(auditors: ["acme-audit": ["acme"]])
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let sockets = try [installation.endpoints(.external), installation.endpoints(.internal)].flatMap {
            try [$0.ingest, $0.feed, $0.query].map(port)
        }
        let health = try port(installation.healthEndpoint(.evidenceStore))
        let wire = try await WireCapture(ports: sockets + [health], in: installation.directory)
        let marker = "planted-\(UUID().uuidString)"
        let isSeen = await wire.waitUntilSeen("seen-\(marker)") { installation.page($0, .evidenceStore) }
        #expect(isSeen, "what is not encrypted is seen")
        for service in Installation.Service.allCases.dropFirst() { try installation.start(service) }
        for service in Installation.Service.allCases.dropFirst() { try await installation.waitUntilReady(service) }
        try await goWholeWay(marker, installation)
        // Packets are seen in their order: what is seen after them proves that they were.
        #expect(await wire.waitUntilSeen("last-\(marker)") { installation.page($0, .evidenceStore) })
        try await wire.stop()
        let bytes = try wire.bytesByPort()
        for socket in sockets { #expect(bytes[socket] ?? 0 > 1_024, "nothing went over \(socket)") }
        for secret in [
            "\(marker)\"", "\"owner\"", "config.changed", "receipt/", "\"receipts\"", "recorded", "bucket-2",
            "\"acme\"",
            "apiVersion", "aws.s3.block-public-access", "Acme Corporation", "アクメ", "config.assessed", "alert.raised",
            "notification.planned", "notification.sent", "policy.published", "\"findings\"", "パブリックアクセス",
        ] {
            #expect(!wire.contains(secret), "\(secret) can be read")
        }
        #expect(wire.contains("CURVE"), "the greeting is not secret")
    }

    /// Publishes a change that breaks a rule, waits until its customer was told, and reads it in the journal.
    private func goWholeWay(_ marker: String, _ installation: Installation) async throws {
        let client = try installation.client("acme-ci")
        let text = String(decoding: try Samples.message(number: 2).bytes, as: UTF8.self)
        let message = OutgoingMessage(
            kind: .configChanged,
            bytes: Array(text.replacing("0123456789abcdef", with: marker).utf8)
        )
        _ = try await client.publish(message)
        await client.stop()
        #expect(await installation.mails(of: "acme") { !$0.isEmpty }.count == 1)
        let auditor = try installation.client("acme-audit")
        var request = QueryRequest(id: "replay", op: .replay)
        request.kind = Kind.configChanged.rawValue
        request.after = 0
        let page = try await auditor.query(request)
        #expect(page.messages.contains { String(decoding: $0.bytes, as: UTF8.self).contains(marker) })
        await auditor.stop()
    }

    @Test("what was recorded on the wire and is sent again by somebody else gets nowhere")
    func replayed() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        var endpoints = installation.endpoints(.external)
        let target = UInt16(clamping: try port(endpoints.ingest))
        let relay = try RecordingRelay(to: target)
        defer { relay.stop() }
        endpoints.ingest = "tcp://127.0.0.1:\(relay.port)"
        let client = try BusClient(
            BusConfiguration(
                service: "tapped",
                endpoints: endpoints,
                side: .external,
                storeKey: try CurveKeyFile.publicKey(at: installation.path("keys/store.pub")),
                keys: try CurveKeyFile.pair(at: installation.path("keys/acme-ci.key"))
            )
        )
        _ = try await client.publish(try Samples.message(number: 2))
        await client.stop()
        let name = "settei_store_received_total{side=\"external\"}"
        let before = installation.metric(name, of: .evidenceStore)
        #expect(before >= 1)
        let bytes = relay.bytes
        #expect(bytes.count > 1_000)
        let failures = installation.metric(Self.failures, of: .evidenceStore)
        try await aside { try RecordingRelay.replay(bytes, to: target) }
        #expect(await waitUntil { installation.metric(Self.failures, of: .evidenceStore) > failures }, "it is refused")
        let direct = try installation.client("acme-ci")
        _ = try await direct.publish(try Samples.message(number: 4))
        await direct.stop()
        #expect(installation.metric(name, of: .evidenceStore) == before + 1, "only what was sent with the key arrived")
    }

    private static let failures = "settei_store_connection_failures_total{what=\"handshake-protocol\"}"
}
