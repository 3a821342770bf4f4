import Keystore
import Messages
import SQL

/// Brings the table of keys in step with the keystore, which is not in the backup and may have forgotten more.
enum RestoredKeys {
    /// Notes keys that were destroyed after the backup; returns how many.
    ///
    /// - Throws: ``BackupError/otherKeystore`` where none of many keys is there: that is no erasure.
    static func settle(in database: Database, vault: KeyVault, at now: Timestamp) throws -> Int {
        let rows = try database.all("SELECT id, kid FROM keys WHERE destroyed_at IS NULL ORDER BY id") {
            ($0.int64(0), $0.blob(1))
        }
        let gone = try rows.filter { try isGone($0.1, vault) }
        guard gone.isEmpty || gone.count < rows.count else { throw BackupError.otherKeystore }
        try database.begin()
        for (id, _) in gone {
            try database.run("UPDATE keys SET destroyed_at = ?2 WHERE id = ?1", id, now.microseconds)
        }
        try database.commit()
        return gone.count
    }

    static func isGone(_ kid: [UInt8], _ vault: KeyVault) throws -> Bool {
        guard let id = KeyID(bytes: kid) else { return false }
        return try vault.bytes(of: id) == nil
    }
}
