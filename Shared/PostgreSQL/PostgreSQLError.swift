/// Says what PostgreSQL refused, why, and in which statement.
public struct PostgreSQLError: Error, Hashable, Sendable {
    /// The five characters of the server's SQLSTATE; `08000` where there is no connection, `XX002` for a wrong use of this module.
    ///
    /// Source: https://www.postgresql.org/docs/15/errcodes-appendix.html
    public let state: String
    /// The server's message in its own words, or libpq's.
    public let message: String
    /// The text of the statement, or the call that failed.
    public let context: String

    /// Makes an error; wrappers and tests may need one of their own.
    public init(state: String, message: String, context: String) {
        self.state = state
        self.message = message
        self.context = context
    }

    /// SQLSTATE of a connection that is not there.
    public static let noConnection = "08000"
    /// What this module says where it was used wrongly; of the class of internal errors, but none of the server's.
    public static let misuse = "XX900"

    /// Tells whether the server cannot be reached, ended the session, or is starting or stopping: connecting again may help.
    public var isConnection: Bool {
        state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03", "53300"].contains(state)
    }

    /// Tells whether the server's disk is full.
    public var isDiskFull: Bool { state == "53100" }

    /// Tells whether the server failed to read or write (58), or is short of memory (53200).
    public var isInputOutput: Bool { state.hasPrefix("58") || state == "53200" }

    /// Tells whether the server found its data damaged.
    public var isDamage: Bool { state == "XX001" || state == "XX002" }

    /// Tells whether a lock was not had in time, or the transaction was chosen to end a deadlock or for a conflict.
    public var isBusy: Bool { ["55P03", "40001", "40P01"].contains(state) }

    /// Tells whether a constraint refused the row.
    public var isConstraint: Bool { state.hasPrefix("23") }

    /// Tells whether a time limit or a person ended the statement.
    public var isInterruption: Bool { state == "57014" }
}

extension PostgreSQLError: CustomStringConvertible {
    /// The message, the SQLSTATE, and the statement.
    public var description: String { "\(message) [\(state)] in: \(context)" }
}
