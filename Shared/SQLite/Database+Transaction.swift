import CSQLite

extension Database {
    /// Says when a transaction takes its lock.
    public enum TransactionMode: String, Sendable {
        /// Takes the lock at the first statement that needs it.
        case deferred = "DEFERRED"
        /// Takes the write lock at once, so that no later statement fails with `SQLITE_BUSY`.
        case immediate = "IMMEDIATE"
    }

    /// Runs `body` in a transaction: commits when it returns, rolls back when it or the commit throws.
    ///
    /// The commit blocks for an fsync with `synchronous=FULL`. Transactions do not nest.
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

    /// Begins a transaction.
    public func begin(_ mode: TransactionMode = .immediate) throws(SQLiteError) {
        try execute("BEGIN \(mode.rawValue)")
    }

    /// Commits the open transaction; after an error it may still be open and wants ``rollback()``.
    public func commit() throws(SQLiteError) {
        try execute("COMMIT")
    }

    /// Rolls the open transaction back; does nothing when SQLite has done so already, as after `SQLITE_FULL`.
    public func rollback() {
        guard isInTransaction else { return }
        // A rollback that fails leaves nothing else to do: closing the connection rolls back too.
        try? execute("ROLLBACK")
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
        /// Pages in the WAL; -1 when the database is not in WAL mode.
        public let walPages: Int
        /// Pages of them that are in the database file now.
        public let copiedPages: Int
    }

    /// Copies pages from the WAL to the database file.
    ///
    /// - Throws: `SQLITE_BUSY` when a reader or writer is in the way for longer than the busy timeout.
    @discardableResult
    public func checkpoint(_ mode: CheckpointMode = .passive) throws(SQLiteError) -> CheckpointResult {
        var wal: Int32 = 0
        var copied: Int32 = 0
        let handle = try connection(for: "checkpoint")
        try check(sqlite3_wal_checkpoint_v2(handle, nil, mode.rawValue, &wal, &copied), "checkpoint")
        return CheckpointResult(walPages: Int(wal), copiedPages: Int(copied))
    }
}
