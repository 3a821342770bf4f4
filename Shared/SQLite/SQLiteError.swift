import CSQLite

/// Says what SQLite refused, why, and in which statement.
public struct SQLiteError: Error, Hashable, Sendable {
    /// The extended result code.
    public let code: ResultCode
    /// SQLite's message, more exact than the code.
    public let message: String
    /// The text of the statement, or the call that failed.
    public let context: String

    /// Makes an error; wrappers and tests may need one of their own.
    public init(code: ResultCode, message: String, context: String) {
        self.code = code
        self.message = message
        self.context = context
    }

    /// Tells whether the disk is full: nothing was written, and it may work again when there is room.
    public var isDiskFull: Bool { code.primary == .SQLITE_FULL }

    /// Tells whether the operating system failed to read or write: the transaction is lost, the state of the disk unknown.
    public var isInputOutput: Bool { code.primary == .SQLITE_IOERR }

    /// Tells whether the file is damaged or no database: trying again cannot help.
    public var isDamage: Bool { code.primary == .SQLITE_CORRUPT || code.primary == .SQLITE_NOTADB }

    /// Tells whether another connection held a lock longer than the busy timeout.
    public var isBusy: Bool { code.primary == .SQLITE_BUSY || code.primary == .SQLITE_LOCKED }

    /// Tells whether a constraint (unique, not null, check, foreign key) refused the row.
    public var isConstraint: Bool { code.primary == .SQLITE_CONSTRAINT }
}

extension SQLiteError: CustomStringConvertible {
    /// The message, the code, and the statement.
    public var description: String { "\(advice)\(message) [\(code)] in: \(context)" }

    private var advice: String {
        if isDiskFull { return "the disk is full, make room: " }
        if isDamage { return "the database file is damaged, restore it from a copy: " }
        if isInputOutput { return "the disk failed, check it and the file's permissions: " }
        return ""
    }
}
