import CPostgreSQL
import Glibc

/// Holds one session with a server, for one thread at a time.
///
/// Statements go out in libpq's pipeline mode: what gives no rows is sent and its result awaited later, at the latest at the end
/// of the transaction, so that a transaction costs a few round trips and not one for each row. After a lost session the next
/// transaction connects again.
public final class Connection {
    /// Where the server is.
    public let address: ServerAddress
    private let options: ConnectionOptions
    private(set) var handle: OpaquePointer?
    /// What was sent and not answered yet, in order.
    var pending: [Pending] = []
    /// Counts the sessions: a statement that was prepared in an earlier one is not there any more.
    public private(set) var session = 0
    /// Tells whether a transaction was begun and not ended.
    public private(set) var isInTransaction = false
    /// Prepared statements that nobody uses any more.
    var unused: [String] = []
    var lastName = 0
    /// The rows that the last answered statement changed.
    var lastChanges = 0
    /// Statements sent and not answered, above which the answers are taken in between.
    static let pendingLimit = 512

    /// Connects.
    /// - Throws: `08…` where the server cannot be reached or refuses.
    public init(_ address: ServerAddress, _ options: ConnectionOptions = ConnectionOptions()) throws(PostgreSQLError) {
        self.address = address
        self.options = options
        try connect()
    }

    deinit { PQfinish(handle) }

    /// Ends the session; the next transaction begins another.
    public func close() {
        dropSession()
        isInTransaction = false
    }

    /// Ends the session; a transaction that was open in it must still be rolled back, so that its rest is not done without it.
    func dropSession() {
        PQfinish(handle)
        handle = nil
        pending.removeAll()
    }

    /// Tells whether a session is there, as far as is known without asking the server.
    public var isConnected: Bool { handle != nil && PQstatus(handle) == CONNECTION_OK }

    /// The server's process that serves this session; 0 without one.
    public var backend: Int32 { PQbackendPID(handle) }

    /// The rows that the last statement changed; waits for its answer.
    public func changes() throws(PostgreSQLError) -> Int {
        try synchronize()
        return lastChanges
    }

    /// Begins a transaction; connects where there is no session.
    ///
    /// Not waited for: it goes out with the first statement.
    public func begin(isReadOnlySnapshot: Bool) throws(PostgreSQLError) {
        guard !isInTransaction else { throw misuse("a transaction is open already", "BEGIN") }
        try connectIfNeeded()
        try send(isReadOnlySnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN ISOLATION LEVEL READ COMMITTED")
        isInTransaction = true
        for name in unused { try send("DEALLOCATE \(name)") }
        unused.removeAll(keepingCapacity: true)
    }

    /// Commits, which waits for everything that was sent; after an error nothing of the transaction was kept, except that a
    /// connection lost meanwhile leaves it unknown.
    public func commit() throws(PostgreSQLError) {
        guard isInTransaction else { throw misuse("no transaction is open", "COMMIT") }
        try send("COMMIT", .commit)
        try synchronize()
        isInTransaction = false
    }

    /// Rolls the open transaction back; does nothing without one.
    public func rollback() {
        guard isInTransaction else { return }
        isInTransaction = false
        guard isConnected else { return close() }
        do throws(PostgreSQLError) {
            // What failed before is told to whoever rolls back; the answers of what was sent after it do not matter.
            try? synchronize()
            try send("ROLLBACK")
            try synchronize()
        } catch {
            close()
        }
    }

    /// Runs any number of statements without values and without looking at rows, as one transaction of their own or in the open
    /// one.
    public func execute(_ script: String) throws(PostgreSQLError) {
        if !isInTransaction { try connectIfNeeded() }
        try synchronize()
        let handle = try open(script)
        guard PQexitPipelineMode(handle) == 1 else { throw failure(script) }
        defer { PQenterPipelineMode(handle) }
        let result = PQexec(handle, script)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY else {
            throw Self.error(result, handle, script)
        }
    }

    // MARK: For this module

    /// Gives the session, or throws `08000` without one.
    func open(_ context: String) throws(PostgreSQLError) -> OpaquePointer {
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            throw PostgreSQLError(state: PostgreSQLError.noConnection, message: "no connection", context: context)
        }
        return handle
    }

    /// Begins a session where there is none; for whatever may be the first thing that is sent.
    func connectIfNeeded() throws(PostgreSQLError) {
        if !isInTransaction, !isConnected { try connect() }
    }

    private func connect() throws(PostgreSQLError) {
        close()
        var keywords = options.keywords
        keywords.append(("dbname", address.url))
        let handle = Self.connect(keywords)
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            let message = Self.trimmed(PQerrorMessage(handle))
            throw PostgreSQLError(state: PostgreSQLError.noConnection, message: message, context: address.url)
        }
        shim_pq_silence(handle)
        self.handle = handle
        session += 1
        unused.removeAll()
        let result = PQexec(handle, options.settings)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK, PQenterPipelineMode(handle) == 1 else {
            let error = Self.error(result, handle, "settings of the session")
            close()
            throw error
        }
    }

    private static func connect(_ keywords: [(String, String)]) -> OpaquePointer? {
        let copies = keywords.map { (strdup($0.0), strdup($0.1)) }
        defer {
            for (name, value) in copies {
                free(name)
                free(value)
            }
        }
        let names = copies.map { UnsafePointer($0.0) } + [nil]
        let values = copies.map { UnsafePointer($0.1) } + [nil]
        return PQconnectdbParams(names, values, 1)
    }

    func misuse(_ message: String, _ context: String) -> PostgreSQLError {
        PostgreSQLError(state: PostgreSQLError.misuse, message: message, context: context)
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
