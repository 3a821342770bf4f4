import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL
import Synchronization
import TestSupport
import Testing

@testable import EvidenceStore

/// A whole store over loopback TCP, whose log others cosign and stamp.
@Suite("Witnesses and an authority of a running store", .serialized, .timeLimit(.minutes(3)))
struct RunningAttestationTests {
    private static let origin = "settei.example/running"

    /// The journal of a store that a test started.
    private struct Running: Sendable {
        let directory: String
        let verifier: NoteVerifier

        func rows(_ sql: String) throws -> [(position: Int64, name: String, bytes: [UInt8])] {
            let database = try JournalFile.openForReading(directory)
            defer { try? database.close() }
            return try database.all(sql) { ($0.int64(0), $0.text(1), $0.blob(2)) }
        }

        func checkpoint(_ position: Int64) throws -> SignedNote {
            let sql = "SELECT position, checkpoint, entry FROM store_log"
            return try SignedNote(encoded: try #require(try rows(sql).first { $0.position == position }).name)
        }

        func entries() throws -> Int { try rows("SELECT position, checkpoint, entry FROM store_log").count }
    }

    /// Starts a store with a key that is known before it starts.
    private func start(_ attest: @escaping (NoteVerifier, inout AttestationSettings) throws -> Void) throws -> (
        RunningStore, Running
    ) {
        let made = Mutex<(String, NoteVerifier)?>(nil)
        let store = try RunningStore { settings in
            settings.journal.origin = Self.origin
            settings.attestation.pause = .milliseconds(50)
            settings.attestation.timeout = .seconds(5)
            let path = settings.journal.keys.signing
            try? SigningKeyFile.makeIfMissing(path)
            guard let key = try? SigningKeyFile.key(at: path) else { return }
            let verifier = NoteVerifier(name: LogOrigin.store(Self.origin), key: key.publicKey)
            try? attest(verifier, &settings.attestation)
            let directory = settings.journal.directory
            made.withLock { $0 = (directory, verifier) }
        }
        let (directory, verifier) = try #require(made.withLock { $0 })
        return (store, Running(directory: directory, verifier: verifier))
    }

    private func message(_ number: Int) -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        return Array(MessageSample.message([("id", "\"\(id.text)\""), ("tenant", "\"acme\"")]).utf8)
    }

    @Test("a witness that was down cosigns once it is back; those that lie, conflict or hang hold up nothing")
    func witnesses() async throws {
        let witness = Mutex<WitnessDouble?>(nil)
        let isUp = Mutex(false)
        let good = try WebhookSink { request, _ in
            guard isUp.withLock({ $0 }), let double = witness.withLock({ $0 }) else { return .close }
            let (status, body) = double.answer(request.body)
            return .status(status, body: body)
        }
        let bad = try [
            WebhookSink([.status(200, body: "— who? AAAA\n")]), WebhookSink([.status(409, body: "9999\n")]),
            WebhookSink([.hang]),
        ]
        defer { for sink in bad + [good] { sink.stop() } }
        let (store, running) = try start { verifier, settings in
            let double = WitnessDouble(of: verifier)
            witness.withLock { $0 = double }
            settings.witnesses = [.init(verifier: double.cosigner.verifier, url: good.url)]
            for (number, sink) in bad.enumerated() {
                let key = Cosigner(name: "witness.example/bad\(number)", key: Ed25519.PrivateKey()).verifier
                settings.witnesses.append(.init(verifier: key, url: sink.url))
            }
        }
        defer { store.stop() }
        let client = try store.client("acme-ci")
        let begin = ContinuousClock.now
        var count = 0
        while try running.entries() < 4 || good.received.isEmpty || bad[2].received.isEmpty {
            count += 1
            #expect(try client.publish(message(count), token: "\(count)")?.status == "recorded")
            try #require(ContinuousClock.now - begin < .seconds(60))
        }
        let cosigned = "SELECT position, name, line FROM cosignatures ORDER BY position"
        #expect(try running.rows(cosigned).isEmpty)
        isUp.withLock { $0 = true }
        #expect(await waitUntil(limit: .seconds(60)) { ((try? running.rows(cosigned)) ?? []).isEmpty == false })
        let double = try #require(witness.withLock { $0 })
        // It goes on with the log: the next growth is proved from what it cosigned.
        let size = double.size
        let before = try running.entries()
        while try running.entries() == before {
            count += 1
            #expect(try client.publish(message(count), token: "\(count)")?.status == "recorded")
        }
        #expect(
            await waitUntil(limit: .seconds(60)) {
                double.size > size && ((try? running.rows(cosigned))?.count ?? 0) > 1
            }
        )
        for row in try running.rows(cosigned) {
            let line = try SignatureLine(text: String(decoding: row.bytes, as: UTF8.self))
            #expect(row.name == double.cosigner.verifier.name)
            #expect(double.cosigner.verifier.isValid(line.signature, of: try running.checkpoint(row.position).text))
        }
        // The one that says to have cosigned more than there is, is told to the operators.
        let kinds =
            "SELECT m.seq, k.name, m.id FROM messages m JOIN kinds k ON k.id = m.kind WHERE k.name = 'operator.alerted'"
        #expect(await waitUntil { ((try? running.rows(kinds)) ?? []).isEmpty == false })
    }

    @Test(
        "an authority stamps the text of a checkpoint, as openssl confirms",
        .enabled(if: TimestampAuthority.isAvailable, "needs openssl")
    )
    func stamps() async throws {
        let authority = try TimestampAuthority()
        let sink = try WebhookSink { request, number in
            // Down at first: it is asked again.
            guard number > 1, let bytes = try? authority.answer(request.body) else { return .status(503) }
            return .bytes(200, bytes)
        }
        defer { sink.stop() }
        let (store, running) = try start { _, settings in
            settings.authority = sink.url
            settings.certificates = authority.certificates
            settings.interval = .seconds(1)
        }
        defer { store.stop() }
        let client = try store.client("acme-ci")
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        let stamped = "SELECT position, authority, token FROM timestamps ORDER BY position"
        #expect(await waitUntil(limit: .seconds(60)) { ((try? running.rows(stamped)) ?? []).isEmpty == false })
        for row in try running.rows(stamped) {
            let digest = SHA256.hash(try running.checkpoint(row.position).text)
            #expect(row.name == sink.url && TimestampToken.digest(in: row.bytes) == digest)
            #expect(try authority.isValid(token: row.bytes, digest: digest.hex))
        }
    }
}
