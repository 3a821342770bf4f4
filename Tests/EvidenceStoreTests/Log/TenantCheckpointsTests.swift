import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("tenants' own checkpoints")
struct TenantCheckpointsTests {
    @Test("once a day each tenant that grew has a checkpoint of its own, and who did not grow has none")
    func daily() throws {
        let store = try TemporaryJournal { $0.origin = "settei.example/test" }
        try grow(store, ["acme", "globex"])
        #expect(try rows(store) == ["acme 1", "globex 1"])
        // The same day again.
        try grow(store, ["acme"])
        #expect(try rows(store) == ["acme 1", "globex 1"])
        store.advance(.seconds(86_400))
        try grow(store, ["acme", "initech"])
        #expect(try rows(store) == ["acme 1", "acme 3", "globex 1", "initech 1"])
        let report = try verify(store)
        #expect(report.faults == [])
    }

    @Test("many tenants are signed a few with each entry, and a restart goes on")
    func many() throws {
        let store = try TemporaryJournal { $0.origin = "settei.example/test" }
        let names = (0..<120).map { "tenant-\($0)" }
        try grow(store, names)
        #expect(try rows(store).count == TenantCheckpoints.perEntry)
        try store.reopen()
        for _ in 0..<4 { try grow(store, ["tenant-0"]) }
        let signed = Set(try rows(store).map { $0.split(separator: " ")[0] })
        #expect(signed == Set(names.map { $0[...] }))
        #expect(try verify(store).faults == [])
    }

    @Test("a checkpoint that was changed or is of another log is found")
    func changed() throws {
        for sql in [
            "UPDATE tenant_checkpoints SET checkpoint = (SELECT max(checkpoint) FROM tenant_checkpoints)",
            "UPDATE tenant_checkpoints SET checkpoint = replace(checkpoint, 'acme', 'acne')",
        ] {
            let store = try TemporaryJournal { $0.origin = "settei.example/test" }
            try grow(store, ["acme", "globex"])
            #expect(try verify(store).faults == [])
            try store.journal.database.execute(sql)
            let places = try verify(store).faults.map(\.place)
            #expect(places.contains(.tenantCheckpoint(tenant: "acme", size: 1)))
        }
    }

    // MARK: Parts

    /// A message of each tenant, and an entry over them.
    private func grow(_ store: TemporaryJournal, _ tenants: [String]) throws {
        store.advance(.seconds(2))
        _ = try store.journal.commit(tenants.map { store.change("b", tenant: $0) }, now: store.now)
    }

    private func rows(_ store: TemporaryJournal) throws -> [String] {
        try store.journal.database.all(
            """
            SELECT t.name, c.size FROM tenant_checkpoints c JOIN tenants t ON t.id = c.tenant WHERE t.name <> ''
            ORDER BY t.name, c.size
            """
        ) { "\($0.text(0)) \($0.int64(1))" }
    }

    private func verify(_ store: TemporaryJournal) throws -> EvidenceVerifier.Report {
        let key = try SigningKeyFile.key(at: store.configuration.keys.signing).publicKey
        return try EvidenceVerifier(store.configuration, vault: store.journal.vault, key: key).run()
    }
}
