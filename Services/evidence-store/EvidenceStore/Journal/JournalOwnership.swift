import Glibc
import SQL

/// Whose a journal on a server is: one store's at a time.
///
/// Three things play together. The *epoch* in `meta` decides: every transaction reads it first, with a lock on its row, and one of
/// an older epoch keeps nothing. The *advisory lock*, which goes with the session that has it, only decides who tries to begin an
/// epoch. The *lease*, a row with a time, says that whoever has the lock still lives: a process that is stopped, or a machine that
/// is gone without a word, keeps its session for long.
///
/// For the thread of its connection.
final class JournalOwnership {
    /// A lease older than this is taken from whoever has it; renewed every second.
    static let leaseSeconds = 4.0

    private let database: Database
    private let check: Statement
    private let epoch: Epoch
    private let server: String
    private var session: Int

    /// Watches over the epoch that this connection began; it has the lock.
    init(of epoch: Epoch, in database: Database, server: String) throws {
        self.database = database
        self.epoch = epoch
        self.server = server
        check = try database.prepare("SELECT value FROM meta WHERE name = 'epoch_text' FOR SHARE")
        session = database.session
        try Self.prepareLease(in: database)
        try Self.renew(epoch, in: database, isNew: true)
    }

    /// Makes sure in the transaction that was just begun that the journal is still this store's.
    ///
    /// - Throws: ``JournalError/fenced(_:by:)``. The row stays locked until the transaction ends: a new epoch waits for it.
    func verify() throws {
        defer { check.reset() }
        let found = try check.step() ? check.text(0) : ""
        guard found == epoch.description else { throw JournalError.fenced(epoch.description, by: found) }
        guard session != database.session else { return }
        // A session of our own that the server has not given up yet may still have the lock; the epoch is ours, so nobody else
        // works under it.
        if try !Self.tryLock(in: database) {
            try Self.terminateHolders(in: database)
            guard try Self.tryLock(in: database) else { throw JournalError.locked(directory: server) }
        }
        session = database.session
    }

    /// Gives the journal up, so that a store that waits need not wait for the lease.
    func release() {
        try? database.run("UPDATE lease SET at = to_timestamp(0) WHERE epoch = ?1", epoch.description)
    }

    // MARK: The lock

    /// The first half of the lock's name, and the second: the schema that the journal is in.
    private static let lockName = "1397052489, hashtext(current_schema())"

    /// Takes the lock for this session; false where another has it.
    static func tryLock(in database: Database) throws(SQLError) -> Bool {
        try database.first("SELECT pg_try_advisory_lock(\(lockName))") { $0.bool(0) } ?? false
    }

    /// Takes the lock; where another session has it, asks again for half a second, which a server may need to see that one has ended.
    static func lock(in database: Database) throws(SQLError) -> Bool {
        for _ in 0..<25 {
            if try tryLock(in: database) { return true }
            usleep(20_000)
        }
        return false
    }

    /// Says that whoever has just taken the lock lives, before it has an epoch to say so with.
    ///
    /// - Throws: ``JournalError/directory(_:reason:)`` for a database into which a journal was moved and not verified.
    static func begin(in database: Database, server: String) throws {
        guard try !JournalMove.isUnfinished(in: database) else {
            throw JournalError.directory(
                server,
                reason: "a journal was moved there and not verified; run settei journal move again"
            )
        }
        guard try database.tables().contains("lease") else { return }
        try database.run("UPDATE lease SET at = clock_timestamp() WHERE id = 1")
    }

    static func unlock(in database: Database) throws(SQLError) {
        _ = try database.first("SELECT pg_advisory_unlock(\(lockName))") { $0.bool(0) }
    }

    /// Ends the sessions that have the lock, but for this one; their open transactions are rolled back.
    static func terminateHolders(in database: Database) throws(SQLError) {
        _ = try database.all(
            """
            SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1397052489
            AND objid::bigint = hashtext(current_schema())::bigint & 4294967295 AND objsubid = 2 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
            """
        ) { $0.bool(0) }
    }

    // MARK: The lease

    static func prepareLease(in database: Database) throws(SQLError) {
        try database.execute("CREATE TABLE IF NOT EXISTS lease (id BIGINT PRIMARY KEY, epoch TEXT, at TIMESTAMPTZ)")
    }

    /// Says that the store of `epoch` lives; false where the journal is another's meanwhile.
    @discardableResult
    static func renew(_ epoch: Epoch, in database: Database, isNew: Bool = false) throws(SQLError) -> Bool {
        if isNew {
            try database.run(
                """
                INSERT INTO lease (id, epoch, at) VALUES (1, ?1, clock_timestamp())
                ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, at = excluded.at
                """,
                epoch.description
            )
            return true
        }
        try database.run("UPDATE lease SET at = clock_timestamp() WHERE id = 1 AND epoch = ?1", epoch.description)
        return try database.changes == 1
    }

    /// The epoch that the journal is in; nil before the first.
    static func epoch(in database: Database) throws(SQLError) -> Epoch? {
        try database.first("SELECT value FROM meta WHERE name = 'epoch_text'") { Epoch($0.text(0)) } ?? nil
    }

    /// How old the lease is, by the server's clock; nil where there never was one.
    static func leaseAge(in database: Database) throws(SQLError) -> Double? {
        let isThere = try database.tables().contains("lease")
        guard isThere else { return nil }
        return try database.first(
            "SELECT CAST(extract(epoch FROM clock_timestamp() - at) AS DOUBLE PRECISION) FROM lease WHERE id = 1"
        ) { $0.double(0) }
    }
}

@available(*, unavailable)
extension JournalOwnership: Sendable {}
