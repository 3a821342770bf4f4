import CSQLite

/// Names a result of SQLite, primary or extended, as its C interface does.
///
/// Source: https://www.sqlite.org/rescode.html
public struct ResultCode: RawRepresentable, Hashable, Sendable {
    /// The number of the C interface.
    public let rawValue: Int32

    /// Takes a number of the C interface.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The primary code that an extended one refines; a primary code is its own.
    public var primary: ResultCode { ResultCode(rawValue: rawValue & 0xff) }

    /// Done without an error.
    public static let SQLITE_OK = ResultCode(rawValue: 0)
    /// Generic error, mostly in the text of a statement.
    public static let SQLITE_ERROR = ResultCode(rawValue: 1)
    /// Another connection holds the lock that is needed.
    public static let SQLITE_BUSY = ResultCode(rawValue: 5)
    /// A table is locked within this connection or a shared cache.
    public static let SQLITE_LOCKED = ResultCode(rawValue: 6)
    /// No memory left.
    public static let SQLITE_NOMEM = ResultCode(rawValue: 7)
    /// The database may only be read.
    public static let SQLITE_READONLY = ResultCode(rawValue: 8)
    /// Stopped by ``InterruptHandle/interrupt()``.
    public static let SQLITE_INTERRUPT = ResultCode(rawValue: 9)
    /// The operating system reported an error while reading or writing.
    public static let SQLITE_IOERR = ResultCode(rawValue: 10)
    /// The file is damaged.
    public static let SQLITE_CORRUPT = ResultCode(rawValue: 11)
    /// The disk is full.
    public static let SQLITE_FULL = ResultCode(rawValue: 13)
    /// The file could not be opened.
    public static let SQLITE_CANTOPEN = ResultCode(rawValue: 14)
    /// The schema changed under a prepared statement.
    public static let SQLITE_SCHEMA = ResultCode(rawValue: 17)
    /// A text or blob is too long.
    public static let SQLITE_TOOBIG = ResultCode(rawValue: 18)
    /// A constraint refused a row.
    public static let SQLITE_CONSTRAINT = ResultCode(rawValue: 19)
    /// A foreign key refused a row.
    public static let SQLITE_CONSTRAINT_FOREIGNKEY = ResultCode(rawValue: 19 | 3 << 8)
    /// A NOT NULL column was given NULL.
    public static let SQLITE_CONSTRAINT_NOTNULL = ResultCode(rawValue: 19 | 5 << 8)
    /// A primary key exists already.
    public static let SQLITE_CONSTRAINT_PRIMARYKEY = ResultCode(rawValue: 19 | 6 << 8)
    /// A unique column has the value already.
    public static let SQLITE_CONSTRAINT_UNIQUE = ResultCode(rawValue: 19 | 8 << 8)
    /// A rowid exists already.
    public static let SQLITE_CONSTRAINT_ROWID = ResultCode(rawValue: 19 | 10 << 8)
    /// A value has the wrong type.
    public static let SQLITE_MISMATCH = ResultCode(rawValue: 20)
    /// The library was used wrongly, as with a closed connection.
    public static let SQLITE_MISUSE = ResultCode(rawValue: 21)
    /// A parameter number is out of range.
    public static let SQLITE_RANGE = ResultCode(rawValue: 25)
    /// The file is no database.
    public static let SQLITE_NOTADB = ResultCode(rawValue: 26)
    /// A step gave a row.
    public static let SQLITE_ROW = ResultCode(rawValue: 100)
    /// A step found no more rows.
    public static let SQLITE_DONE = ResultCode(rawValue: 101)
}

extension ResultCode: CustomStringConvertible {
    /// SQLite's own words for the code, and its number.
    public var description: String {
        "\(String(cString: sqlite3_errstr(rawValue))) (\(rawValue))"
    }
}
