import CSQLite

/// Holds one connection to an SQLite file, for one thread at a time.
///
/// ``close()`` ends it and reports errors; letting go of the last reference closes it silently. Statements keep their
/// database alive, and become unusable (`SQLITE_MISUSE`) when it is closed.
public final class Database {
    /// Says what may be done with the file.
    public enum Access: Sendable {
        /// Reads only; the file must exist.
        case readOnly
        /// Reads and writes; the file must exist.
        case readWrite
        /// Reads and writes, and makes the file if there is none.
        case create
    }

    /// The file's path as it was given; `:memory:` for a private database in memory.
    public let path: String
    private var handle: OpaquePointer?
    /// Those that were made and are alive, without keeping them so: each leaves when it goes.
    ///
    /// No weak references, which would make every use of a statement slower, and there are dozens for each message.
    private var statements: [ObjectIdentifier: Unmanaged<Statement>] = [:]
    private let interruption: InterruptHandle

    /// Opens the file at `path`, or a private database in memory for `:memory:`.
    ///
    /// - Parameter busyTimeout: how long a statement waits for another connection's lock before `SQLITE_BUSY`.
    /// - Throws: `SQLITE_CANTOPEN` when the file cannot be opened; a file that is no database shows on first use.
    public init(
        path: String,
        access: Access = .create,
        busyTimeout: Duration = .seconds(5)
    ) throws(SQLiteError) {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, access.flags, PageSums.layer)
        interruption = InterruptHandle(handle)
        self.path = path
        self.handle = handle
        do throws(SQLiteError) {
            try check(code, "open \(path)")
            try check(sqlite3_extended_result_codes(handle, 1), "extended result codes")
            try check(sqlite3_busy_timeout(handle, busyTimeout.wholeMilliseconds), "busy timeout")
            // A crafted file must not be able to run functions through its own schema.
            try check(shim_sqlite3_db_config_int(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), "trusted schema")
            try check(shim_sqlite3_db_config_int(handle, SQLITE_DBCONFIG_DEFENSIVE, 1), "defensive")
        } catch {
            sqlite3_close_v2(handle)
            self.handle = nil
            interruption.clear()
            throw error
        }
    }

    deinit {
        interruption.clear()
        sqlite3_close_v2(handle)
    }

    /// Finalizes all statements and closes the file; does nothing when it is closed already.
    ///
    /// In WAL mode the last connection checkpoints and removes the `-wal` file here.
    public func close() throws(SQLiteError) {
        guard let handle else { return }
        for statement in statements.values {
            statement.takeUnretainedValue().finalize()
        }
        statements.removeAll()
        interruption.clear()
        try check(sqlite3_close(handle), "close \(path)")
        self.handle = nil
    }

    /// Returns what another thread needs to stop a long statement of this connection.
    public var interruptHandle: InterruptHandle { interruption }

    /// The number of rows that the last INSERT, UPDATE or DELETE changed.
    public var changes: Int { Int(sqlite3_changes64(handle)) }

    /// The number of rows changed since the connection was opened.
    public var totalChanges: Int { Int(sqlite3_total_changes64(handle)) }

    /// The rowid of the last INSERT of this connection.
    public var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Tells whether a transaction is open.
    public var isInTransaction: Bool { handle != nil && sqlite3_get_autocommit(handle) == 0 }

    // MARK: For this module

    /// Turns every code but OK, ROW and DONE into an error.
    func check(_ code: Int32, _ context: @autoclosure () -> String) throws(SQLiteError) {
        guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
        let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        throw SQLiteError(code: ResultCode(rawValue: code), message: message, context: context())
    }

    /// Gives the open connection, or throws `SQLITE_MISUSE` after ``close()``.
    func connection(for context: String) throws(SQLiteError) -> OpaquePointer {
        guard let handle else {
            throw SQLiteError(code: .SQLITE_MISUSE, message: "the database is closed", context: context)
        }
        return handle
    }

    func register(_ statement: Statement) {
        statements[ObjectIdentifier(statement)] = .passUnretained(statement)
    }

    func forget(_ id: ObjectIdentifier) {
        statements[id] = nil
    }
}

@available(*, unavailable)
extension Database: Sendable {}

extension Database.Access {
    /// No mutex: a connection is used by one thread at a time, and the lock costs on every call.
    fileprivate var flags: Int32 {
        switch self {
        case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int32 {
        Int32(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
