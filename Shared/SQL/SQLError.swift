import PostgreSQL
import SQLite

/// What went wrong in a database, whichever it is.
public struct SQLError: Error, Hashable, Sendable {
    /// What it means for whoever met it.
    public enum Kind: Hashable, Sendable {
        /// Another connection holds a lock, or the transaction lost a conflict: trying again may help.
        case busy
        /// A constraint (unique, not null, check, foreign key) refused the row.
        case constraint
        /// The server cannot be reached, or ended the session: the transaction was lost, or its end is not known.
        case connection
        /// The data is damaged, or a row makes no sense: trying again cannot help.
        case corrupt
        /// The disk is full: nothing was written, and it may work again when there is room.
        case diskFull
        /// The operating system failed to read or write: the transaction is lost, the state of the disk unknown.
        case inputOutput
        /// The statement was ended by a time limit or from outside.
        case interrupted
        /// This module was used wrongly, as with a closed database.
        case misuse
        /// Anything else, mostly a mistake in the text of a statement.
        case other
    }

    /// What it means.
    public let kind: Kind
    /// The database's own code: a name of SQLite's, or an SQLSTATE.
    public let code: String
    /// The database's message, more exact than the code.
    public let message: String
    /// The text of the statement, or the call that failed.
    public let context: String

    /// Makes an error; for what a database cannot know, such as a row that makes no sense.
    public init(_ kind: Kind, _ message: String, in context: String) {
        self.kind = kind
        code = "\(kind)"
        self.message = message
        self.context = context
    }

    /// Tells whether the disk is full: nothing was written, and it may work again when there is room.
    public var isDiskFull: Bool { kind == .diskFull }
    /// Tells whether the operating system failed to read or write: the transaction is lost, the state of the disk unknown.
    public var isInputOutput: Bool { kind == .inputOutput }
    /// Tells whether the data is damaged: trying again cannot help.
    public var isDamage: Bool { kind == .corrupt }
    /// Tells whether another connection held a lock for too long.
    public var isBusy: Bool { kind == .busy }
    /// Tells whether a constraint refused the row.
    public var isConstraint: Bool { kind == .constraint }
    /// Tells whether there is no connection to the server any more.
    public var isConnection: Bool { kind == .connection }
    /// Tells whether a time limit ended the statement.
    public var isInterrupted: Bool { kind == .interrupted }
}

extension SQLError: CustomStringConvertible {
    /// The message, the code, and the statement.
    public var description: String { "\(advice)\(message) [\(code)] in: \(context)" }

    private var advice: String {
        switch kind {
        case .diskFull: "the disk is full, make room: "
        case .corrupt: "the database is damaged, restore it from a copy: "
        case .inputOutput: "the disk failed, check it and the file's permissions: "
        case .connection: "the database cannot be reached: "
        default: ""
        }
    }
}

extension SQLError {
    init(_ error: SQLiteError) {
        kind =
            switch error.code.primary {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CONSTRAINT: .constraint
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
            case .SQLITE_FULL: .diskFull
            case .SQLITE_IOERR: .inputOutput
            case .SQLITE_INTERRUPT: .interrupted
            case .SQLITE_MISUSE, .SQLITE_RANGE: .misuse
            default: .other
            }
        code = "\(error.code)"
        message = error.message
        context = error.context
    }

    init(_ error: PostgreSQLError) {
        kind =
            if error.isConnection {
                .connection
            } else if error.isDiskFull {
                .diskFull
            } else if error.isInputOutput {
                .inputOutput
            } else if error.isDamage {
                .corrupt
            } else if error.isBusy {
                .busy
            } else if error.isConstraint {
                .constraint
            } else if error.isInterruption {
                .interrupted
            } else if error.state == PostgreSQLError.misuse {
                .misuse
            } else {
                .other
            }
        code = error.state
        message = error.message
        context = error.context
    }
}
