import PostgreSQL
import SQLite

extension Database {
    /// Says when a transaction takes its lock.
    public enum TransactionMode: String, Sendable {
        /// For reading: sees one state of the database all the while.
        case deferred = "DEFERRED"
        /// For writing: SQLite takes the write lock at once, so that no later statement fails for it.
        case immediate = "IMMEDIATE"
    }

    /// Runs `body` in a transaction: commits when it returns, rolls back when it or the commit throws.
    ///
    /// The commit blocks until all is on disk. Transactions do not nest.
    public func transaction<R>(
        _ mode: TransactionMode = .immediate,
        _ body: () throws -> R
    ) throws -> R {
        try begin(mode)
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            rollback()
            throw error
        }
    }

    /// Begins a transaction; connects to a server where the connection was lost.
    public func begin(_ mode: TransactionMode = .immediate) throws(SQLError) {
        try onSQLite { database throws(SQLiteError) in
            try database.begin(mode == .immediate ? .immediate : .deferred)
        }
        try onServer { server throws(PostgreSQLError) in try server.begin(isReadOnlySnapshot: mode == .deferred) }
    }

    /// Commits the open transaction; after an error it may still be open and wants ``rollback()``.
    ///
    /// A server's statements that were only sent tell their errors here at the latest.
    public func commit() throws(SQLError) {
        try onSQLite { database throws(SQLiteError) in try database.commit() }
        try onServer { server throws(PostgreSQLError) in try server.commit() }
    }

    /// Rolls the open transaction back; does nothing when the database has done so already.
    public func rollback() {
        sqlite?.rollback()
        postgres?.rollback()
    }

    /// Says how hard a checkpoint tries.
    public enum CheckpointMode: Int32, Sendable {
        /// Copies what it can without waiting for readers or writers.
        case passive = 0
        /// Waits for writers and copies everything.
        case full = 1
        /// As full, and makes the next writer start the WAL from its beginning.
        case restart = 2
        /// As restart, and truncates the WAL file.
        case truncate = 3
    }

    /// Says how far a checkpoint came, in pages.
    public struct CheckpointResult: Hashable, Sendable {
        /// Pages in the WAL; -1 when the database is not in WAL mode, 0 of a server, which looks after its own.
        public let walPages: Int
        /// Pages of them that are in the database file now.
        public let copiedPages: Int
    }

    /// Copies pages from SQLite's WAL to the database file; does nothing on a server.
    ///
    /// - Throws: a ``SQLError/Kind/busy`` error when a reader or writer is in the way for longer than the busy timeout.
    @discardableResult
    public func checkpoint(_ mode: CheckpointMode = .passive) throws(SQLError) -> CheckpointResult {
        let result = try onSQLite { database throws(SQLiteError) in
            try database.checkpoint(SQLite.Database.CheckpointMode(rawValue: mode.rawValue) ?? .passive)
        }
        return CheckpointResult(walPages: result?.walPages ?? 0, copiedPages: result?.copiedPages ?? 0)
    }
}
