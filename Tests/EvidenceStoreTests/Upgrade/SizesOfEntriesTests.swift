import EvidenceLog
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("A journal whose sizes were written with each batch") struct SizesOfEntriesTests {
    /// Makes the table `tenants` what it was with schema 3.
    private static let schemaThree = """
        ALTER TABLE tenants RENAME COLUMN size TO entry_size;
        ALTER TABLE tenants RENAME COLUMN root TO entry_root;
        ALTER TABLE tenants ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
        UPDATE tenants SET
        size = (SELECT count(*) FROM messages WHERE tenant = tenants.id),
        last_seq = (SELECT coalesce(max(seq), 0) FROM messages WHERE tenant = tenants.id);
        PRAGMA user_version = 3;
        """

    @Test("goes on after the upgrade with sizes as of the last entry, whatever came since", .inFiles)
    func upgrade() throws {
        let store = try TemporaryJournal()
        for number in 0..<3 { _ = try store.commit(store.change("b\(number)"), store.change(tenant: "umbrella")) }
        store.advance(.seconds(2))
        _ = try store.tick()
        // In no entry yet: more of one tenant, and the first of another.
        for number in 3..<6 { _ = try store.commit(store.change("b\(number)"), store.change(tenant: "initech")) }
        let tenants = store.journal.names.tenants
        let before = try ["acme", "umbrella", "initech"].map { try tenants.size(tenants.id($0)) }
        #expect(before == [6, 3, 3])
        try store.journal.database.execute(Self.schemaThree)
        store.close()

        try store.reopen()
        let upgraded = store.journal.names.tenants
        #expect(try ["acme", "umbrella", "initech"].map { try upgraded.size(upgraded.id($0)) } == before)
        let rows = try store.journal.database.all("SELECT size, last_seq FROM tenants WHERE name <> '' ORDER BY id") {
            [$0.int64(0), $0.int64(1)]
        }
        #expect(rows == [[3, 5], [3, 6], [0, 0]])
        _ = try store.commit(store.change("late"))
        store.advance(.seconds(2))
        _ = try store.tick()
        #expect(try store.journal.database.first("SELECT size FROM tenants WHERE name = 'acme'") { $0.int64(0) } == 7)
        #expect(try store.verifyAll() == [])
        let report = try EvidenceVerifier(
            store.configuration,
            vault: store.journal.vault,
            key: store.journal.storeLog.verifier.publicKey
        ).run()
        #expect(report.faults == [])
    }
}
