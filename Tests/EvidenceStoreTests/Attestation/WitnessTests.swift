import Crypto
import Curl
import EvidenceLog
import Messages
import Synchronization
import TestSupport
import Testing

@testable import EvidenceStore

@Suite("Witnesses")
struct WitnessTests {
    private static let start = Timestamp(milliseconds: 1_795_136_523_000)

    /// A client of a witness, with a clock of its own.
    private struct Asking {
        var client: WitnessClient
        var now = start
        let verifier: NoteVerifier

        init(_ verifier: NoteVerifier, _ sink: WebhookSink, known: UInt64 = 0) {
            self.verifier = verifier
            client = WitnessClient(.init(verifier: verifier, url: sink.url), HTTPClient(), known: known)
        }

        /// Looks at the log, some seconds later; returns the position of a cosignature, or why there is none.
        mutating func turn(_ log: LogDouble, after seconds: Int = 2) throws -> String {
            now = now + .seconds(seconds)
            let time = now
            switch try client.turn(log, at: { time }) {
            case .nothing: return "nothing"
            case .failed: return "failed"
            case .contradicted: return "contradicted"
            case .attested(.cosignature(let position, let name, let line)):
                let signature = try SignatureLine(text: line)
                let note = try #require(try log.head())
                #expect(name == verifier.name)
                #expect(verifier.isValid(signature.signature, of: note.text))
                return "\(position)"
            case .attested: return "stamped"
            }
        }
    }

    @Test("each growth of the log is cosigned, and a log that stands still is left alone")
    func grows() throws {
        let log = LogDouble()
        let witness = WitnessDouble(of: log.signer.verifier)
        let sink = try witness.sink()
        defer { sink.stop() }
        var asking = Asking(witness.cosigner.verifier, sink)
        #expect(try asking.turn(log) == "nothing")
        for (growth, position) in [(1, "0"), (1, "1"), (5, "6"), (300, "306")] {
            log.grow(by: growth)
            #expect(try asking.turn(log) == position)
            #expect(try asking.turn(log) == "nothing")
        }
        #expect(sink.received.count == 4)
    }

    @Test(
        "a store that forgot what was cosigned, or the other way round, is put right by the conflict",
        arguments: [0, 3, 9]
    )
    func forgotten(known: UInt64) throws {
        let log = LogDouble(7)
        let witness = WitnessDouble(of: log.signer.verifier)
        let sink = try witness.sink()
        defer { sink.stop() }
        var first = Asking(witness.cosigner.verifier, sink)
        #expect(try first.turn(log) == "6")
        log.grow(by: 4)
        var second = Asking(witness.cosigner.verifier, sink, known: known)
        #expect(try second.turn(log) == "10")
    }

    @Test("a witness that begins anew is cosigned for from the beginning")
    func anew() throws {
        let log = LogDouble(7)
        let witness = WitnessDouble(of: log.signer.verifier)
        let sink = try witness.sink()
        defer { sink.stop() }
        var asking = Asking(witness.cosigner.verifier, sink, known: 5)
        #expect(try asking.turn(log) == "6")
    }

    @Test("a log that was rolled back contradicts the witness, also once it has grown again")
    func rolledBack() throws {
        let log = LogDouble(10)
        let witness = WitnessDouble(of: log.signer.verifier)
        let sink = try witness.sink()
        defer { sink.stop() }
        var first = Asking(witness.cosigner.verifier, sink)
        #expect(try first.turn(log) == "9")
        log.rollBack(to: 7)
        var second = Asking(witness.cosigner.verifier, sink, known: 5)
        #expect(try second.turn(log) == "contradicted")
        log.grow(by: 20, as: "another")
        #expect(try second.turn(log, after: 400) == "contradicted")
        #expect(witness.size == 10)
    }

    @Test("a log with another key is not cosigned")
    func anotherKey() throws {
        let log = LogDouble(3)
        let witness = WitnessDouble(of: LogDouble().signer.verifier)
        let sink = try witness.sink()
        defer { sink.stop() }
        var asking = Asking(witness.cosigner.verifier, sink)
        #expect(try asking.turn(log) == "failed")
    }

    @Test("a cosignature by another key, of another text or no signature at all is not kept")
    func wrongSignatures() throws {
        let log = LogDouble(3)
        let witness = WitnessDouble(of: log.signer.verifier)
        let stranger = Cosigner(name: witness.cosigner.verifier.name, key: Ed25519.PrivateKey())
        let text = try #require(try log.head()).text
        let other = Checkpoint(origin: LogDouble.origin, size: 3, root: MerkleHash.empty).text
        let bodies = [
            try stranger.sign(text, at: 1).text + "\n", try witness.cosigner.sign(other, at: 1).text + "\n", "",
            "hello\n",
            try log.signer.sign(text).text + "\n",
        ]
        for body in bodies {
            let sink = try WebhookSink([.status(200, body: body)])
            defer { sink.stop() }
            var asking = Asking(witness.cosigner.verifier, sink)
            #expect(try asking.turn(log) == "failed", "\(body)")
        }
    }

    @Test("a witness that is down is asked again, ever more rarely, and cosigns once it is back")
    func down() throws {
        let log = LogDouble(3)
        let witness = WitnessDouble(of: log.signer.verifier)
        let isUp = Mutex(false)
        let sink = try WebhookSink { request, _ in
            guard isUp.withLock({ $0 }) else { return .close }
            let (status, body) = witness.answer(request.body)
            return .status(status, body: body)
        }
        defer { sink.stop() }
        var asking = Asking(witness.cosigner.verifier, sink)
        var failures = 0
        for _ in 0..<100 where try asking.turn(log, after: 1) == "failed" { failures += 1 }
        #expect(failures == 7)
        isUp.withLock { $0 = true }
        #expect(try asking.turn(log, after: 300) == "2")
    }

    @Test("one witness after the other that conflicts for ever is not asked for ever")
    func conflicts() throws {
        let log = LogDouble(9)
        let verifier = WitnessDouble(of: log.signer.verifier).cosigner.verifier
        let sink = try WebhookSink { _, number in .status(409, body: "\(number % 5)\n") }
        defer { sink.stop() }
        var asking = Asking(verifier, sink)
        #expect(try asking.turn(log) == "failed")
        #expect(sink.received.count == 3)
    }
}
