import PostgreSQL
import SQLite

/// Holds one connection to a database, a file of SQLite or a PostgreSQL server, for one thread at a time.
///
/// Statements are written once, in the words that both know (SQLite's, see ``Dialect``). ``close()`` ends the connection; letting
/// go of the last reference does too. A connection to a server that was lost is made again at the next transaction or statement
/// outside of one.
public final class Database {
    /// Says what may be done with the database.
    public enum Access: Sendable {
        /// Reads only; the file must exist.
        case readOnly
        /// Reads and writes; the file must exist.
        case readWrite
        /// Reads and writes, and makes the file if there is none; a database of a server is never made.
        case create
    }

    /// Which database it is.
    public enum System: Hashable, Sendable {
        /// A file.
        case sqlite
        /// A server.
        case postgresql
    }

    /// The file's path, or the server's address.
    public let path: String
    /// Exactly one of the two is there.
    let sqlite: SQLite.Database?
    let postgres: PostgreSQL.Connection?

    /// Opens a file of SQLite, or a private database in memory for `:memory:`.
    ///
    /// - Parameter busyTimeout: how long a statement waits for another connection's lock.
    public init(path: String, access: Access = .create, busyTimeout: Duration = .seconds(5)) throws(SQLError) {
        self.path = path
        postgres = nil
        do throws(SQLiteError) {
            sqlite = try SQLite.Database(path: path, access: access.sqlite, busyTimeout: busyTimeout)
        } catch {
            throw SQLError(error)
        }
    }

    /// Connects to a server.
    ///
    /// - Parameter lockTimeout: how long a statement waits for another connection's lock.
    /// - Throws: a ``SQLError/Kind/connection`` error where it cannot be reached.
    public init(
        server: DatabaseServer,
        access: Access = .readWrite,
        application: String,
        lockTimeout: Duration = .seconds(10),
        statementTimeout: Duration = .seconds(60)
    ) throws(SQLError) {
        path = server.url
        sqlite = nil
        var options = ConnectionOptions()
        options.application = application
        options.isReadOnly = access == .readOnly
        options.lockTimeout = lockTimeout
        options.statementTimeout = statementTimeout
        do throws(PostgreSQLError) {
            postgres = try Connection(server.address, options)
        } catch {
            throw SQLError(error)
        }
    }

    /// Which database it is.
    public var system: System { sqlite == nil ? .postgresql : .sqlite }

    /// Ends the connection; does nothing when it is closed already.
    public func close() throws(SQLError) {
        try onSQLite { database throws(SQLiteError) in try database.close() }
        postgres?.close()
    }

    /// The number of rows that the last INSERT, UPDATE or DELETE changed; of a server, waits for its answer.
    public var changes: Int {
        get throws(SQLError) {
            if let sqlite { return sqlite.changes }
            return try onServer { server throws(PostgreSQLError) in try server.changes() } ?? 0
        }
    }

    /// The number that the last INSERT of this connection was given by the database; nothing else than INSERTs that leave their
    /// `INTEGER PRIMARY KEY` out count.
    ///
    /// Costs a round trip on a server: where it matters, write `RETURNING id`.
    public var lastInsertRowID: Int64 {
        get throws(SQLError) {
            if let sqlite { return sqlite.lastInsertRowID }
            return try first("SELECT lastval()") { $0.int64(0) } ?? 0
        }
    }

    /// Counts the sessions with a server: another number means that what belonged to the session, such as locks, is gone; 0 of a file.
    public var session: Int { postgres?.session ?? 0 }

    /// Tells whether a transaction is open.
    public var isInTransaction: Bool { sqlite?.isInTransaction ?? postgres?.isInTransaction ?? false }

    // MARK: For this module

    func onSQLite<R>(_ body: (SQLite.Database) throws(SQLiteError) -> R) throws(SQLError) -> R? {
        guard let sqlite else { return nil }
        do throws(SQLiteError) { return try body(sqlite) } catch { throw SQLError(error) }
    }

    func onServer<R>(_ body: (PostgreSQL.Connection) throws(PostgreSQLError) -> R) throws(SQLError) -> R? {
        guard let postgres else { return nil }
        do throws(PostgreSQLError) { return try body(postgres) } catch { throw SQLError(error) }
    }
}

@available(*, unavailable)
extension Database: Sendable {}

extension Database.Access {
    fileprivate var sqlite: SQLite.Database.Access {
        switch self {
        case .readOnly: .readOnly
        case .readWrite: .readWrite
        case .create: .create
        }
    }
}
