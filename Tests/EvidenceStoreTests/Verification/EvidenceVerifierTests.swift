import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct EvidenceVerifierTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        /// Places that must be named.
        var places: [EvidenceFault.Place]
    }

    static let rows = [
        Row(
            testDescription: "a byte of a content",
            sql: TemporaryJournal.changingByte(of: 40),
            places: [.message(40)]
        ),
        Row(
            testDescription: "a content with another's",
            sql: "UPDATE messages SET sealed = (SELECT o.sealed FROM messages o WHERE o.seq = 41) WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "a message deleted",
            sql: "DELETE FROM messages WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "who said it",
            sql: "UPDATE messages SET principal = 2 - principal % 2 + 1 WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "when it was recorded",
            sql: "UPDATE messages SET recorded_at = recorded_at + 1 WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(testDescription: "its owner", sql: "UPDATE messages SET owner = 7 WHERE seq = 40", places: [.message(40)]),
        Row(
            testDescription: "the one before it",
            sql: "UPDATE messages SET log_previous = 1 WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "the one before it of its kind",
            sql: "UPDATE messages SET previous = 1 WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "another key",
            sql: "UPDATE messages SET key = (SELECT max(id) FROM keys) WHERE seq = 40",
            places: [.message(40)]
        ),
        Row(
            testDescription: "a key said to be destroyed",
            sql: "UPDATE keys SET destroyed_at = 1 WHERE id = (SELECT key FROM messages WHERE seq = 40)",
            places: [.key(6)]
        ),
        Row(
            testDescription: "a batch's chain",
            sql: "UPDATE batches SET chain = zeroblob(32) WHERE first_seq = 32",
            places: [.batch(32)]
        ),
        Row(
            testDescription: "a tile",
            sql: "UPDATE tiles SET root = zeroblob(32) WHERE level = 0 AND number = 0 AND tenant = 2",
            places: [.tile(tenant: "acme", level: 0, number: 0)]
        ),
        Row(
            testDescription: "the numbers of a tile",
            sql: "UPDATE tiles SET seqs = zeroblob(2048) WHERE level = 0 AND number = 0 AND tenant = 2",
            places: [.tile(tenant: "acme", level: 0, number: 0)]
        ),
        Row(
            testDescription: "a tile deleted",
            sql: "DELETE FROM tiles WHERE tenant = 2",
            places: [.tile(tenant: "acme", level: 0, number: 0)]
        ),
        Row(
            testDescription: "an entry of the store log deleted",
            sql: "DELETE FROM store_log WHERE position = 1",
            places: [.entry(1)]
        ),
        Row(
            testDescription: "a checkpoint's text",
            sql: "UPDATE store_log SET checkpoint = replace(checkpoint, '/store', '/stare') WHERE position = 1",
            places: [.entry(1)]
        ),
        Row(
            testDescription: "a peer",
            sql: "UPDATE peers SET sealed = zeroblob(length(sealed)) WHERE id = 1",
            places: [.peer(1)]
        ),
        Row(
            testDescription: "a tenant's name",
            sql: "UPDATE tenants SET name = 'acne' WHERE name = 'acme'",
            places: [.message(40)]
        ),
    ]

    @Test("whatever is changed is found, and the place is named", arguments: rows)
    func tampering(row: Row) throws {
        let store = try filled()
        #expect(try verify(store).faults == [])
        try store.alter(row.sql)
        let report = try verify(store)
        let places = Set(report.faults.map(\.place))
        for place in row.places { #expect(places.contains(place), "\(place) of \(report.faults.prefix(5))") }
    }

    @Test("a journal that was signed again with another key is not believed")
    func signedAgain() throws {
        let store = try filled()
        let key = Ed25519.PrivateKey()
        let report = try EvidenceVerifier(store.configuration, vault: store.journal.vault, key: key.publicKey).run()
        #expect(report.faults.first?.place == .entry(0))
        // Each entry, and the tenants' own checkpoints beside them.
        let entries = report.faults.filter { if case .entry = $0.place { true } else { false } }
        #expect(entries.count == Int(report.entries))
    }

    @Test("without keys logs and checkpoints are verified all the same")
    func withoutKeys() throws {
        let store = try filled()
        #expect(try verify(store, withKeys: false).faults == [])
        try store.journal.database.execute(Self.rows[3].sql)
        #expect(try verify(store, withKeys: false).faults.map(\.place).contains(.message(40)))
    }

    @Test("erased messages are counted, and everything else is verified")
    func erased() throws {
        let store = try filled()
        let journal = store.journal
        let kids = try journal.database.all("SELECT kid FROM keys WHERE tenant = 2 AND purpose = 1") { $0.blob(0) }
        try journal.vault.destroy(kids.compactMap { KeyID(bytes: $0) })
        try journal.database.execute("UPDATE keys SET destroyed_at = 1 WHERE tenant = 2 AND purpose = 1")
        let report = try verify(store)
        #expect(report.faults == [])
        #expect(report.erased == 300)
        let message = try #require(try store.reader().replay(kind: .configChanged, after: 39, limit: 1).messages.first)
        #expect(message.isErased && !message.isDamaged)
        let text = String(decoding: message.bytes, as: UTF8.self)
        #expect(text.contains(#""erased":true"#) && !text.contains("bucket"))
    }

    // MARK: Parts

    /// Three hundred changes of one tenant in batches of ten, five seconds apart.
    private func filled() throws -> TemporaryJournal {
        let store = try TemporaryJournal { $0.origin = "settei.example/test" }
        _ = try store.commit(store.document("d", digest: TemporaryJournal.digestOne))
        for number in 0..<30 {
            let batch = (0..<10).map { store.change("b\(number * 10 + $0)") }
            _ = try store.journal.commit(batch, now: store.now)
            if number % 10 == 9 { store.advance(.seconds(5)) }
        }
        store.advance(.seconds(2))
        _ = try store.tick()
        return store
    }

    private func verify(_ store: TemporaryJournal, withKeys: Bool = true) throws -> EvidenceVerifier.Report {
        let key = try SigningKeyFile.key(at: store.configuration.keys.signing).publicKey
        let vault = withKeys ? store.journal.vault : nil
        return try EvidenceVerifier(store.configuration, vault: vault, key: key).run()
    }
}
