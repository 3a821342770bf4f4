import Glibc
import SQLite

/// Makes, opens and recognises the file of a keystore.
enum KeystoreFile {
    /// "Skey" in ASCII: what `file` and SQLite's tools show as application id.
    private static let application = "1399547257"
    private static let version = "1"

    private static let schema = """
        CREATE TABLE keys (
          number  INTEGER PRIMARY KEY,
          id      BLOB NOT NULL UNIQUE,
          tenant  TEXT NOT NULL,
          purpose INTEGER NOT NULL,
          month   INTEGER NOT NULL,
          made_at INTEGER NOT NULL,
          wrapped BLOB NOT NULL
        ) STRICT;
        CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), fingerprint TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;
        """

    /// Sees to it that the folder and the file are there and that nobody else may read them.
    static func prepare(_ path: String, _ mode: Keystore.Mode) throws(KeystoreError) {
        let folder = SecretFile.folder(of: path)
        if mode == .create {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SecretFile.failure(folder) }
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if file >= 0 {
                close(file)
                try SecretFile.syncFolder(of: path)
            } else if errno != EEXIST {
                throw SecretFile.failure(path)
            }
        }
        try refuseOthers(folder, "700")
        try refuseOthers(path, "600")
    }

    private static func refuseOthers(_ path: String, _ mode: String) throws(KeystoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SecretFile.failure(path) }
        guard status.st_mode & 0o077 == 0 else {
            throw .file(path: path, reason: "others may use it; run: chmod \(mode) \(path)")
        }
    }

    static func database(_ path: String, _ mode: Keystore.Mode) throws(SQLiteError) -> Database {
        if mode == .readOnly { rollBack(path) }
        let database = try Database(path: path, access: mode == .readOnly ? .readOnly : .readWrite)
        try database.pragma("temp_store", "MEMORY")
        if mode != .readOnly {
            try database.reservePageSums()
            try database.pragma("secure_delete", "ON")
            try database.pragma("journal_mode", "TRUNCATE")
            try database.pragma("synchronous", "FULL")
        }
        return database
    }

    /// Undoes what a process that was killed had half written, which nobody can read around.
    ///
    /// Where this may not be written to, the opening after it says so.
    private static func rollBack(_ path: String) {
        var status = stat()
        guard stat(path + "-journal", &status) == 0, status.st_size > 0 else { return }
        guard let database = try? Database(path: path, access: .readWrite) else { return }
        _ = try? database.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
        try? database.close()
    }

    /// Makes the tables in an empty file; what has them already is left alone.
    static func setUp(_ database: Database, _ wrapping: Wrapping) throws(KeystoreError) {
        do {
            try database.transaction {
                guard try database.first("SELECT count(*) FROM sqlite_schema", read: { $0.int(0) }) == 0 else { return }
                try database.execute(schema)
                try database.pragma("application_id", application)
                try database.pragma("user_version", version)
                try database.run(
                    "INSERT INTO state (one, fingerprint, sealed) VALUES (1, ?1, ?2)",
                    wrapping.fingerprint,
                    try wrapping.seal(KeySum())
                )
            }
        } catch let error as SQLiteError {
            throw .database(path: database.path, error)
        } catch {
            throw .file(path: database.path, reason: "\(error)")
        }
    }

    static func verify(_ database: Database) throws(KeystoreError) {
        let application: String?
        let version: String?
        do throws(SQLiteError) {
            application = try database.pragma("application_id")
            version = try database.pragma("user_version")
        } catch {
            throw .database(path: database.path, error)
        }
        guard application == Self.application else { throw .file(path: database.path, reason: "is not a keystore") }
        guard version == Self.version else {
            let reason = "is a keystore of version \(version ?? "?"), this program knows \(Self.version)"
            throw .file(path: database.path, reason: reason)
        }
    }
}
