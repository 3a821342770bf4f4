import Glibc
import SQLite

extension Keystore {
    /// Writes the keystore at `path`, as it stands at one moment, into the new file `copy`, without the master key; stores may go on.
    ///
    /// The copy is whole, mode 0600 and durable when it returns, or not there. It is worth something only with the master key, and brings
    /// keys back that are destroyed later: keep few, and not for long.
    /// - Returns: how many keys it has that are not destroyed.
    /// - Throws: ``KeystoreError``; a file that is there is not overwritten.
    public static func backUp(_ path: String, to copy: String) throws(KeystoreError) -> Int {
        try KeystoreFile.prepare(path, .readOnly)
        return try SecretFile.create(copy) { (new) throws(KeystoreError) in
            let source: Database
            do throws(SQLiteError) { source = try KeystoreFile.database(path, .readOnly) } catch {
                throw .database(path: path, error)
            }
            try KeystoreFile.verify(source)
            do throws(SQLiteError) {
                // Without what is free, so that nothing of a destroyed key can be in it.
                try source.run("VACUUM INTO ?1", new)
                return try Database(path: new, access: .readOnly)
                    .all("SELECT \(KeyRow.columns) FROM keys") { KeyRow($0) }
                    .count { !$0.isDestroyed }
            } catch {
                throw .database(path: path, error)
            }
        }
    }
}
