import CSQLite

/// Holds one compiled statement: bind values, step through rows, run it again.
///
/// Parameters are numbered from 1 and columns from 0, as in SQLite. Column readers are valid after ``step()`` returned
/// true and until the next step, reset or run. Used on its database's thread.
public final class Statement {
    /// The text it was compiled from.
    public let sql: String
    private let database: Database
    private(set) var handle: OpaquePointer?

    init(_ sql: String, in database: Database) throws(SQLiteError) {
        self.sql = sql
        self.database = database
        let connection = try database.connection(for: sql)
        var handle: OpaquePointer?
        var rest = 0
        let code = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            // Persistent: these statements live long, so they should not use the connection's scarce lookaside memory.
            let code = sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            rest = tail.map { String(cString: $0).utf8.count(where: { $0 > 32 && $0 != UInt8(ascii: ";") }) } ?? 0
            return code
        }
        self.handle = handle
        try database.check(code, sql)
        guard handle != nil, rest == 0 else {
            throw SQLiteError(code: .SQLITE_ERROR, message: "not exactly one statement", context: sql)
        }
    }

    deinit {
        sqlite3_finalize(handle)
        database.forget(ObjectIdentifier(self))
    }

    /// Releases the compiled statement now; using it afterwards throws `SQLITE_MISUSE`.
    public func finalize() {
        sqlite3_finalize(handle)
        handle = nil
    }

    /// Goes on to the next row: true with a row to read, false (and ready to run again) when there is none left.
    public func step() throws(SQLiteError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        // The reset gives the step's error a second time; the message stays the same.
        sqlite3_reset(handle)
        try check(code)
        return false
    }

    /// Runs the statement to its end without looking at rows, and makes it ready to run again.
    public func run() throws(SQLiteError) {
        while try step() {}
    }

    /// Gives `body` every row in turn, and makes the statement ready to run again.
    public func forEachRow<E: Error>(_ body: (Statement) throws(E) -> Void) throws {
        defer { reset() }
        while try step() {
            try body(self)
        }
    }

    /// Makes the statement ready to run again; bound values stay.
    public func reset() {
        sqlite3_reset(handle)
    }

    /// Sets all parameters to NULL.
    public func clearBindings() {
        sqlite3_clear_bindings(handle)
    }

    /// The number of parameters.
    public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// The number of columns of a row.
    public var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// Returns the name of a column, as the statement gives it.
    public func columnName(_ column: Int32) -> String {
        sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }

    func check(_ code: Int32) throws(SQLiteError) {
        guard handle != nil else {
            throw SQLiteError(code: .SQLITE_MISUSE, message: "the statement is finalized", context: sql)
        }
        try database.check(code, sql)
    }
}

@available(*, unavailable)
extension Statement: Sendable {}
