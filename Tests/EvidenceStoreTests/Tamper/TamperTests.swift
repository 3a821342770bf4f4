import Crypto
import EvidenceLog
import Foundation
import Keystore
import SQL
import Testing

@testable import EvidenceStore

/// What somebody with all files can do to them, knowing how they are made: each is found, and the place is named.
@Suite("what somebody did to the files", .timeLimit(.minutes(5)), .enabled(if: !TemporaryJournal.isOnServer))
struct TamperTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What a line of the answer must begin with.
        var told: String
        var sql: String
        var inKeystore = false

        init(_ name: String, _ told: String, inKeystore: Bool = false, _ sql: String) {
            (testDescription, self.told, self.sql, self.inKeystore) = (name, told, sql, inKeystore)
        }
    }

    private static let messageColumns =
        "owner, principal, kind, tenant, recorded_at, clock, previous, log_index, log_previous, leaf_version, peer, key, "
        + "content_hash, leaf_hash, sealed"

    static let deleted = [
        Case("a message", "evidence: message 40:", "DELETE FROM messages WHERE seq = 40"),
        Case(
            "the last message, and its batch",
            "evidence: entry",
            "DELETE FROM messages WHERE seq = (SELECT max(seq) FROM messages); "
                + "DELETE FROM batches WHERE last_seq = (SELECT max(last_seq) FROM batches)"
        ),
        Case(
            "a batch",
            "evidence: batch",
            "DELETE FROM batches WHERE first_seq = (SELECT max(first_seq) FROM batches WHERE first_seq < 41)"
        ),
        Case("a tile", "evidence: tile 0/0 of the log of initech:", "DELETE FROM tiles WHERE tenant > 0"),
        Case("an entry", "evidence: entry 3 of the store log:", "DELETE FROM store_log WHERE position = 3"),
        Case("a hold", "holds: message", "DELETE FROM holds"),
        Case("an erasure", "holds: key", "DELETE FROM erasures"),
        Case("a finding", "derived tables: findings", "DELETE FROM findings WHERE id = (SELECT max(id) FROM findings)"),
        Case("a peer", "evidence: message", "DELETE FROM peers WHERE id = 1"),
        Case(
            "a key's row",
            "evidence: message",
            "DELETE FROM keys WHERE id = (SELECT key FROM messages WHERE seq = 40)"
        ),
        Case("a key", "keys: keystore:", inKeystore: true, "DELETE FROM keys WHERE number = 2"),
        Case(
            "the sum of the keys",
            "keys:",
            inKeystore: true,
            "DELETE FROM state"
        ),
    ]

    static let inserted = [
        Case(
            "a message after the last",
            "evidence: message",
            "INSERT INTO messages SELECT (SELECT max(seq) + 1 FROM messages), randomblob(16), \(messageColumns) "
                + "FROM messages WHERE seq = 40"
        ),
        Case(
            "a message after the last, with its batch",
            "evidence: message",
            "INSERT INTO messages SELECT (SELECT max(seq) + 1 FROM messages), randomblob(16), \(messageColumns) "
                + "FROM messages WHERE seq = 40; INSERT INTO batches SELECT max(seq), max(seq), randomblob(32) FROM messages"
        ),
        Case(
            "an entry after the last",
            "evidence: entry",
            "INSERT INTO store_log SELECT position + 1, seq + 1, at, entry, leaf_hash, checkpoint FROM store_log "
                + "ORDER BY position DESC LIMIT 1"
        ),
        Case("a tile", "evidence: tile 0/7", "INSERT INTO tiles VALUES (2, 0, 7, zeroblob(32), zeroblob(8192), NULL)"),
        Case(
            "a cosignature of an entry that is not there",
            "evidence: entry 100000",
            "INSERT INTO cosignatures VALUES (100000, 'w', 'x')"
        ),
        Case(
            "a timestamp of an entry that is not there",
            "evidence: entry 100000",
            "INSERT INTO timestamps VALUES (100000, 'a', zeroblob(9))"
        ),
        Case(
            "a key",
            "evidence: key",
            "INSERT INTO keys (kid, tenant, purpose, month, made_at) VALUES (randomblob(16), 2, 1, 202601, 1)"
        ),
        Case(
            "a key in the keystore",
            "keys: keystore:",
            inKeystore: true,
            "INSERT INTO keys (id, tenant, purpose, month, made_at, wrapped) "
                + "SELECT randomblob(16), tenant, purpose, month, made_at, wrapped FROM keys WHERE number = 1"
        ),
        Case(
            "a source",
            "derived tables: sources",
            "INSERT INTO sources VALUES (7, 2, zeroblob(40))"
        ),
    ]

    static let changed = [
        Case(
            "two messages change places",
            "evidence: message 40:",
            "UPDATE messages SET seq = -1 WHERE seq = 40; UPDATE messages SET seq = 40 WHERE seq = 41; "
                + "UPDATE messages SET seq = 41 WHERE seq = -1"
        ),
        Case(
            "two messages change contents",
            "evidence: message 40:",
            "UPDATE messages SET sealed = (SELECT m.sealed FROM messages m WHERE m.seq = 81 - messages.seq) "
                + "WHERE seq IN (40, 41)"
        ),
        Case("a version of a leaf", "evidence: message 40:", "UPDATE messages SET leaf_version = 3 WHERE seq = 40"),
        Case("what is said of the clock", "evidence: message 40:", "UPDATE messages SET clock = 256 WHERE seq = 40"),
        Case(
            "an entry's root of a tenant",
            "evidence: the log of acme:",
            "UPDATE tenants SET root = zeroblob(32) WHERE name = 'acme'"
        ),
        Case(
            "the last message of a tenant",
            "evidence: the log of acme:",
            "UPDATE tenants SET last_seq = 1 WHERE name = 'acme'"
        ),
        Case(
            "a tenant's size of an earlier time, with the root that it had",
            "evidence: the log of acme:",
            "UPDATE tenants SET size = 1, last_seq = (SELECT seq FROM messages WHERE tenant = tenants.id AND log_index = 0), "
                + "root = (SELECT leaf_hash FROM messages WHERE tenant = tenants.id AND log_index = 0) WHERE name = 'acme'"
        ),
        Case("the name of the journal", "evidence: entry 0", "UPDATE meta SET value = 'x/y' WHERE name = 'origin'"),
        Case("what a hold keeps", "holds: message", "UPDATE held SET sealed = zeroblob(length(sealed))"),
        Case("a hold is said to be released", "holds: hold case-1:", "UPDATE holds SET released = 5"),
        Case(
            "a key is said to be destroyed",
            "holds: key 2:",
            "UPDATE keys SET destroyed_at = 1 WHERE id = 2"
        ),
        Case(
            "a destroyed key is said to be there",
            "holds: key",
            "UPDATE keys SET destroyed_at = NULL"
        ),
        Case("how far an erasure has come", "holds: ", "UPDATE erasures SET step = 1"),
    ]

    @Test("something is taken out", arguments: deleted)
    func takenOut(_ row: Case) throws { try expect(row) }

    @Test("something is put in", arguments: inserted)
    func putIn(_ row: Case) throws { try expect(row) }

    @Test("something is changed or exchanged", arguments: changed)
    func exchanged(_ row: Case) throws { try expect(row) }

    @Test("a file is cut, at a page or within one, or two of its pages change places")
    func cut() throws {
        let fixture = try Self.fixture.get()
        for end in [0, 100] {
            let faults = try fixture.fsck { place in
                try Self.closed(place)
                let file = try FileHandle(forUpdating: URL(filePath: place.directory + "/journal.sqlite"))
                try file.truncate(atOffset: file.seekToEnd() - 8_192 * 2 + UInt64(end))
                try file.close()
            }
            #expect(!faults.isEmpty)
        }
        let faults = try fixture.fsck { place in
            try Self.closed(place)
            let path = place.directory + "/journal.sqlite"
            var bytes = Array(try Data(contentsOf: URL(filePath: path)))
            let (one, two) = (8_192 * 4..<8_192 * 5, 8_192 * 9..<8_192 * 10)
            let kept = Array(bytes[one])
            bytes.replaceSubrange(one, with: bytes[two])
            bytes.replaceSubrange(two, with: kept)
            try Data(bytes).write(to: URL(filePath: path))
        }
        #expect(!faults.isEmpty)
    }

    @Test("all files are put back to what they once were: a checkpoint kept elsewhere tells")
    func rolledBack() throws {
        let fixture = try Self.fixture.get()
        let old = try fixture.old.copy()
        defer { old.remove() }
        #expect(fixture.fsck(old) == [])
        #expect(fixture.fsck(old, kept: [fixture.checkpoints[0]]) == [])
        let faults = fixture.fsck(old, trusted: true, kept: fixture.checkpoints).map(\.description)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("rolled back") == true)
        #expect(try fixture.fsck(trusted: true, kept: fixture.checkpoints) { _ in } == [])
    }

    @Test("everything is signed again with another key: the store's key, known from elsewhere, tells")
    func signedAgain() throws {
        let fixture = try Self.fixture.get()
        func signAgain(_ place: TamperFixture.Place) throws {
            let signing = place.directory + "-keys/signing.key"
            try FileManager.default.removeItem(atPath: signing)
            let key = try SigningKeyFile.make(file: signing)
            try Self.sign(place, with: key)
        }
        #expect(try fixture.fsck(after: signAgain) == [])
        let faults = try fixture.fsck(trusted: true, after: signAgain)
        #expect(faults.contains { $0.hasPrefix("evidence: entry 0 of the store log: its checkpoint is not signed by") })
        let kept = try fixture.fsck(kept: [fixture.checkpoints[0]], after: signAgain)
        #expect(kept.contains { $0.contains("is not signed by") })
    }

    @Test("a checkpoint of another history, signed by the same key, is not this journal's")
    func otherHistory() throws {
        let fixture = try Self.fixture.get()
        let key = try SigningKeyFile.key(at: fixture.original.configuration.keys.signing)
        let real = try Checkpoint(text: fixture.checkpoints[1].text)
        let text = Checkpoint(origin: real.origin, size: real.size - 1, root: real.root).text
        let signature = try NoteSigner(name: real.origin, key: key).sign(text)
        let faults = try fixture.fsck(kept: [SignedNote(text: text, signatures: [signature])]) { _ in }
        #expect(faults.count == 1)
        #expect(faults.first?.contains("its leaves are not those that were signed") == true)
    }

    // MARK: Parts

    /// One for all cases, which work on copies.
    private static let fixture = Result { try TamperFixture() }

    private func expect(_ row: Case) throws {
        let faults = try Self.fixture.get().fsck { place in
            let path = place.directory + (row.inKeystore ? "-keys/keystore.sqlite" : "/journal.sqlite")
            let database = try Database(path: path, access: .readWrite)
            try database.execute(row.sql)
            try database.close()
        }
        #expect(faults.contains { $0.hasPrefix(row.told) }, "\(faults.prefix(8))")
    }

    /// Copies the write-ahead log back, as the end of the last connection does.
    private static func closed(_ place: TamperFixture.Place) throws {
        let database = try Database(path: place.directory + "/journal.sqlite", access: .readWrite)
        _ = try database.checkpoint(.truncate)
        try database.close()
    }

    private static func sign(_ place: TamperFixture.Place, with key: Ed25519.PrivateKey) throws {
        let database = try Database(path: place.directory + "/journal.sqlite", access: .readWrite)
        let rows = try database.all("SELECT position, checkpoint FROM store_log") { ($0.int64(0), $0.text(1)) }
        for (position, text) in rows {
            let note = try SignedNote(encoded: text)
            let signer = try NoteSigner(name: Checkpoint(text: note.text).origin, key: key)
            let signed = SignedNote(text: note.text, signatures: [try signer.sign(note.text)]).encoded
            try database.run("UPDATE store_log SET checkpoint = ?1 WHERE position = ?2", signed, position)
        }
        try database.execute("DELETE FROM tenant_checkpoints")
        try database.close()
    }
}
