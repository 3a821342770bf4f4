import Archive
import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("backup and restore", .inFiles)
struct RestoreTests {
    @Test("what is backed up while the store runs is restored, verified, and goes on in a new epoch")
    func roundTrip() throws {
        let fixture = try BackupFixture()
        try fixture.record(600, "a")
        let manifest = try fixture.backUp()
        #expect(manifest.journal.head == fixture.store.journal.head)
        #expect(manifest.journal.epoch == fixture.store.journal.epoch.description)
        #expect(manifest.files.map(\.name) == ["journal.sqlite"])
        var restore = try fixture.restore()
        restore.checkpoint = try fixture.checkpoint()
        let report = try restore.run()
        #expect(report.isComplete && report.missingEntries == 0 && report.newOrigin == nil)
        #expect(report.differences == 0 && report.destroyedKeys == 0)
        #expect(report.verified.messages == manifest.journal.head)
        #expect(try fixture.verify().faults == [])
        #expect(StoredFiles(restore.configuration).faults() == [])
        let head = fixture.store.journal.head
        let before = fixture.store.journal.epoch
        fixture.store.close()
        let journal = try Journal(configuration: restore.configuration, now: fixture.store.now)
        #expect(journal.head == head && journal.epoch != before)
        #expect(journal.damageAtStart == [])
        _ = try journal.commit([fixture.store.change("later")], now: fixture.store.now + .seconds(5))
        #expect(try fixture.verify().faults == [])
    }

    @Test("a backup that the release before made is brought to this one's tables")
    func earlier() throws {
        let fixture = try BackupFixture()
        try fixture.record(10, "a")
        // What the last migration did, undone: as the release before it had it.
        let database = fixture.store.journal.database
        try database.execute(Self.lastMigrationUndone)
        try database.setSchemaVersion(Schema.migrations.count - 1)
        _ = try fixture.backUp()
        var restore = try fixture.restore()
        restore.checkpoint = try fixture.checkpoint()
        #expect(try restore.run().isComplete)
        #expect(try fixture.verify().faults == [])
        let restored = try JournalFile.openForReading(restore.configuration.directory)
        #expect(try restored.schemaVersion() == Schema.migrations.count)
    }

    private static let lastMigrationUndone = """
        ALTER TABLE tenants RENAME COLUMN size TO entry_size;
        ALTER TABLE tenants RENAME COLUMN root TO entry_root;
        ALTER TABLE tenants ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
        """

    @Test("what the copy has beyond the backup is taken, and derived tables follow")
    func tail() throws {
        let fixture = try BackupFixture()
        try fixture.record(300, "a")
        try fixture.copy()
        _ = try fixture.backUp()
        try fixture.record(700, "b")
        try fixture.commit(fixture.store.change("new-tenant", tenant: "initech"))
        fixture.store.advance(.seconds(2))
        _ = try fixture.store.tick()
        try fixture.copy()
        let journal = fixture.store.journal
        var restore = try fixture.restore()
        restore.copy = fixture.target
        restore.checkpoint = try fixture.checkpoint()
        let report = try restore.run()
        #expect(report.takenMessages > 700 && report.takenEntries >= 2)
        #expect(report.isComplete && report.newOrigin == nil && report.orders == [])
        #expect(report.verified.messages == journal.head)
        let verified = try fixture.verify()
        #expect(verified.faults == [] && verified.unsigned == 0)
        let known = TemporaryJournal.reading(fixture.known)
        let now = fixture.store.now
        #expect(try Rebuild.differences(in: restore.configuration, now: now, read: known) == [])
        fixture.store.close()
        let again = try Journal(configuration: restore.configuration, now: now)
        _ = try again.commit([fixture.store.change("later", tenant: "initech")], now: now + .seconds(5))
        #expect(try fixture.verify().faults == [])
    }

    @Test("without anything that tells what was signed later nothing goes on under the same name")
    func loss() throws {
        let fixture = try BackupFixture()
        try fixture.record(100, "a")
        _ = try fixture.backUp()
        #expect(throws: BackupError.self) { try fixture.restore().run() }
        try fixture.record(100, "b")
        var restore = try fixture.restore()
        restore.checkpoint = try fixture.checkpoint()
        #expect(throws: BackupError.self) { try restore.run() }
        #expect(!FileManager.default.fileExists(atPath: fixture.restored))
        restore.acceptsLoss = true
        let report = try restore.run()
        #expect(report.missingEntries == 1 && !report.isComplete)
        #expect(report.newOrigin == "settei.example/test~2")
        let last = try #require(report.lastRecorded)
        #expect(last < fixture.store.now)
        try goesOn(restore, fixture)
        // Lost once more.
        try FileManager.default.removeItem(atPath: fixture.restored)
        #expect(try restore.run().newOrigin == "settei.example/test~2")
    }

    /// What is signed after a loss has another name, and both names verify.
    private func goesOn(_ restore: Restore, _ fixture: BackupFixture) throws {
        let entries = try fixture.verify().entries
        fixture.store.close()
        var configuration = restore.configuration
        // As the setting says it still.
        configuration.origin = "settei.example/test"
        let journal = try Journal(configuration: configuration, now: fixture.store.now)
        _ = try journal.commit([fixture.store.change("later")], now: fixture.store.now + .seconds(5))
        let texts = try journal.database.all("SELECT checkpoint FROM store_log ORDER BY position") { $0.text(0) }
        let names = try texts.map { try Checkpoint(text: SignedNote(encoded: $0).text).origin }
        #expect(Set(names.prefix(Int(entries))) == ["settei.example/test/store"])
        #expect(Set(names.dropFirst(Int(entries))) == ["settei.example/test~2/store"])
        #expect(names.count > Int(entries))
        let report = try fixture.verify()
        #expect(report.faults == [] && report.unsigned == 0)
    }

    @Test("what witnesses and authorities said since the backup, and when keys ended, comes back from the copy")
    func additions() throws {
        let fixture = try BackupFixture()
        try fixture.record(20, "a")
        let witness = Cosigner(name: "witness.example/w1", key: Ed25519.PrivateKey())
        func cosign(_ position: Int64) throws {
            let sql = "SELECT checkpoint FROM store_log WHERE position = ?1"
            let encoded = try fixture.store.journal.database.first(sql, position) { $0.text(0) }
            let line = try witness.sign(try SignedNote(encoded: try #require(encoded)).text, at: 1_795_136_523)
            let attested = Attested.cosignature(position: position, name: line.name, line: line.text)
            _ = try fixture.store.journal.say([.attested(attested)], now: fixture.store.now)
        }
        try cosign(0)
        _ = try fixture.backUp()
        try fixture.record(20, "b")
        try cosign(1)
        let order = ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract")
        try fixture.commit(fixture.store.operatorSays(.erasureOrdered, "acme", .erasure(order)))
        for _ in 0..<20 {
            fixture.store.advance(.seconds(1))
            _ = try fixture.store.tick()
        }
        try fixture.copy()
        func rows(_ database: Database) throws -> [[String]] {
            try [
                "SELECT position, name, line FROM cosignatures ORDER BY position",
                "SELECT id, what || ' ' || number || ' ' || name, '' FROM additions ORDER BY id",
                "SELECT id, destroyed_at, '' FROM keys WHERE destroyed_at IS NOT NULL ORDER BY id",
            ].map { try database.all($0) { "\($0.int64(0)) \($0.text(1)) \($0.text(2))" } }
        }
        let before = try rows(fixture.store.journal.database)
        #expect(before[0].count == 2 && before[1].count == before[2].count + 2 && before[2].count > 2)
        var restore = try fixture.restore()
        restore.copy = fixture.target
        _ = try restore.run()
        let restored = try JournalFile.openForReading(fixture.restored)
        #expect(try rows(restored) == before)
        #expect(try fixture.verify().faults == [])
    }

    @Test("a copy alone cannot tell that it has everything, so checkpoints get a new name")
    func copyAlone() throws {
        let fixture = try BackupFixture()
        try fixture.record(20, "a")
        _ = try fixture.backUp()
        try fixture.record(20, "b")
        try fixture.copy()
        var restore = try fixture.restore()
        restore.copy = fixture.target
        let report = try restore.run()
        #expect(report.takenMessages > 20 && report.newOrigin == "settei.example/test~2" && !report.isComplete)
        #expect(try fixture.verify().faults == [])
    }

    @Test("what was erased after the backup stays erased, in the backup's part and in the copy's")
    func erased() throws {
        let fixture = try BackupFixture()
        try fixture.record(40, "a")
        _ = try fixture.backUp()
        let order = ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract")
        try fixture.commit(fixture.store.operatorSays(.erasureOrdered, "acme", .erasure(order)))
        for _ in 0..<20 {
            fixture.store.advance(.seconds(1))
            _ = try fixture.store.tick()
        }
        #expect(fixture.store.journal.erasures.pending.isEmpty)
        try fixture.record(10, "b")
        try fixture.copy()
        var restore = try fixture.restore()
        restore.copy = fixture.target
        let report = try restore.run()
        #expect(report.destroyedKeys > 0)
        #expect(report.orders.count == 1)
        let reader = try JournalReader(restore.configuration)
        let changes = try reader.replay(kind: .configChanged, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(changes.count == 25)
        #expect(changes.filter(\.isErased).count == 20)
        #expect(try fixture.verify().faults == [])
    }

    @Test("another keystore is told apart from an erasure")
    func otherKeystore() throws {
        let fixture = try BackupFixture()
        try fixture.record(10, "a")
        _ = try fixture.backUp()
        let other = try TemporaryJournal()
        var restore = try fixture.restore()
        restore.acceptsLoss = true
        let backup = restore.backup
        let keys = other.configuration.keys
        let configuration = JournalConfiguration(directory: fixture.restored, keys: keys)
        restore = Restore(backup: backup, configuration: configuration, acceptsLoss: true, now: restore.now)
        #expect(throws: BackupError.otherKeystore) { try restore.run() }
    }

    @Test("a checkpoint of another key, or one that contradicts the backup, is refused")
    func foreignCheckpoint() throws {
        let fixture = try BackupFixture()
        try fixture.record(10, "a")
        _ = try fixture.backUp()
        let text = try fixture.checkpoint().text
        let own = try SigningKeyFile.key(at: fixture.store.configuration.keys.signing)
        let name = "settei.example/test/store"
        let other = try Checkpoint(text: text)
        let contradicting = Checkpoint(origin: name, size: other.size, root: SHA256.hash("another")).text
        for note in [
            try NoteSigner(name: name, key: Ed25519.PrivateKey()).note(text),
            try NoteSigner(name: name, key: own).note(contradicting),
        ] {
            var restore = try fixture.restore()
            restore.acceptsLoss = true
            restore.checkpoint = note
            #expect(throws: BackupError.self) { try restore.run() }
            #expect(!FileManager.default.fileExists(atPath: fixture.restored))
        }
    }

    @Test("a directory with something in it is left alone")
    func notEmpty() throws {
        let fixture = try BackupFixture()
        try fixture.record(10, "a")
        _ = try fixture.backUp()
        try FileManager.default.createDirectory(atPath: fixture.restored, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: fixture.restored + "/x"))
        #expect(throws: BackupError.self) { try fixture.restore().run() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.restored) == ["x"])
    }
}
