import Crypto
import Curl
import EvidenceLog
import Messages
import ServiceKit
import Synchronization
import TestSupport
import Testing

@testable import EvidenceStore

@Suite("What others attest")
struct AttestationTests {
    private static let start = Timestamp(milliseconds: 1_795_136_523_000)

    @Test("a witness that hangs delays no other, and no stop for longer than one request may take")
    func slow() async throws {
        let log = LogDouble(3)
        let (good, bad) = (
            WitnessDouble(name: "good.example/w", of: log.signer.verifier),
            WitnessDouble(name: "bad.example/w", of: log.signer.verifier)
        )
        let sinks = (try good.sink(), try WebhookSink([.hang]))
        defer {
            sinks.0.stop()
            sinks.1.stop()
        }
        var settings = AttestationSettings()
        settings.witnesses = [
            .init(verifier: bad.cosigner.verifier, url: sinks.1.url),
            .init(verifier: good.cosigner.verifier, url: sinks.0.url),
        ]
        (settings.timeout, settings.pause) = (.seconds(2), .milliseconds(10))
        let said = Mutex<[Attested]>([])
        let attestation = Attestation(settings, log: Log(service: "test", to: MemoryLog())) {
            log
        } say: { saying in
            if case .attested(let attested) = saying { said.withLock { $0.append(attested) } }
            return true
        }
        _ = await sinks.1.wait(for: 1)
        #expect(await waitUntil { said.withLock { $0.count } == 1 })
        log.grow(by: 1)
        #expect(await waitUntil { said.withLock { $0.count } == 2 })
        attestation.stop()
        #expect(good.size == 4)
        #expect(bad.size == 0)
    }

    @Test(
        "a checkpoint is stamped once in an interval in which the log grew, and the token is of the checkpoint's text, without signatures",
        .enabled(if: TimestampAuthority.isAvailable, "needs openssl")
    )
    func stamps() throws {
        let authority = try TimestampAuthority()
        let sink = try WebhookSink { request, _ in
            guard let bytes = try? authority.answer(request.body) else { return .status(500) }
            return .bytes(200, bytes)
        }
        defer { sink.stop() }
        let log = LogDouble(3)
        let core = StampCore(interval: .seconds(3_600), size: 0, last: nil)
        var client = StampClient(url: sink.url, certificates: authority.certificates, HTTPClient(Self.options), core)
        guard case .attested(.timestamp(2, sink.url, let token)) = try client.turn(log, at: { Self.start }) else {
            Issue.record("not stamped")
            return
        }
        let digest = SHA256.hash(try #require(try log.head()).text)
        #expect(try authority.isValid(token: token, digest: digest.hex))
        log.grow(by: 1)
        guard case .nothing = try client.turn(log, at: { Self.start + .seconds(3_599) }) else {
            Issue.record("stamped too early")
            return
        }
        guard case .attested(.timestamp(3, _, _)) = try client.turn(log, at: { Self.start + .seconds(3_600) }) else {
            Issue.record("not stamped again")
            return
        }
        guard case .nothing = try client.turn(log, at: { Self.start + .seconds(9_999) }) else {
            Issue.record("a log that stands still was stamped")
            return
        }
    }

    @Test("an authority that is down, lies or says no is tried again later", arguments: ["down", "no", "lie"])
    func fails(how: String) throws {
        let sink = try WebhookSink { _, _ in
            switch how {
            case "down": .close
            case "no": .status(503)
            default: .status(200, body: "hello")
            }
        }
        defer { sink.stop() }
        let core = StampCore(interval: .seconds(3_600), size: 0, last: nil)
        var client = StampClient(url: sink.url, certificates: "/nowhere", HTTPClient(), core)
        var failures: [Int] = []
        let log = LogDouble(3)
        for second in 0..<100 {
            if case .failed = try client.turn(log, at: { Self.start + .seconds(second) }) { failures.append(second) }
        }
        #expect(failures == [0, 10, 30, 70])
    }

    @Test(
        "a witness is a key that cosigns and a URL, nothing else",
        arguments: ["", "x", "x https://w.example", "log.example+deadbeef+AAAA https://w.example"]
    )
    func mistakes(text: String) {
        #expect(AttestationSettings.Witness(text) == nil)
    }

    @Test("a witness is read from its verifier key and URL; a log's own key is none")
    func witnesses() {
        let log = LogDouble()
        let witness = WitnessDouble(of: log.signer.verifier).cosigner.verifier
        #expect(AttestationSettings.Witness("\(witness.vkey) https://w.example/a/")?.url == "https://w.example/a")
        #expect(AttestationSettings.Witness("\(witness.vkey) ftp://w.example") == nil)
        #expect(AttestationSettings.Witness("\(log.signer.verifier.vkey) https://w.example") == nil)
    }

    private static let options: HTTPClient.Options = {
        var options = HTTPClient.Options()
        options.maximumResponseBytes = 65_536
        return options
    }()
}
