import SQLite

extension Keystore {
    /// Tells which keys the keystore at `path` has, of one tenant or of all, without the master key; never a key.
    ///
    /// Nothing says that it is true: a row that was changed by hand is told as it stands. ``check()`` needs the master key.
    public static func list(at path: String, tenant: String? = nil) throws(KeystoreError) -> [KeyRecord] {
        try KeystoreFile.prepare(path, .readOnly)
        let rows: [KeyRow]
        do throws(SQLiteError) {
            let database = try KeystoreFile.database(path, .readOnly)
            rows = try database.all("SELECT \(KeyRow.columns) FROM keys ORDER BY number") { KeyRow($0) }
        } catch {
            throw .database(path: path, error)
        }
        return rows.compactMap { row in
            guard tenant == nil || row.tenant == tenant, !row.isDestroyed else { return nil }
            return row.record
        }
    }
}
