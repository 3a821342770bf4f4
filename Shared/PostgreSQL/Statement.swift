import CPostgreSQL

/// Holds one statement: bind values, step through rows, run it again.
///
/// Parameters are numbered from 1 and columns from 0. The whole result of a statement is fetched at the first step. The first run
/// is a statement without a name; from the second on it is prepared, with the types of the values that were bound. Mistakes in
/// the text therefore show when it runs.
public final class Statement {
    /// The text it was made from.
    public let sql: String
    let connection: Connection
    private var parameters: Parameters
    private var result: OpaquePointer?
    private var row: Int32 = -1
    private var rows: Int32 = 0
    /// The name under which the server knows it, in the connection's session of that number.
    private var name: String?
    private var session = -1
    private var isPrepared = false
    private var wasRun = false

    /// Makes a statement of `sql`, which has `parameters` parameters `$1`, `$2`….
    public init(_ sql: String, parameters: Int, in connection: Connection) {
        self.sql = sql
        self.connection = connection
        self.parameters = Parameters(count: parameters)
    }

    deinit {
        PQclear(result)
        if let name, isPrepared, session == connection.session { connection.unused.append(name) }
        parameters.deallocate()
    }

    /// The number of parameters.
    public var parameterCount: Int { parameters.count }

    /// Goes on to the next row: true with a row to read, false (and ready to run again) when there is none left.
    public func step() throws(PostgreSQLError) -> Bool {
        if result == nil {
            if !connection.isInTransaction { try connection.connectIfNeeded() }
            try send()
            result = try connection.synchronize(keepingLast: true)
            rows = PQntuples(result)
            row = -1
        }
        row += 1
        if row < rows { return true }
        reset()
        return false
    }

    /// Runs the statement without looking at rows; in a transaction it is only sent, and its error comes with a later statement or
    /// with the commit.
    public func run() throws(PostgreSQLError) {
        reset()
        guard connection.isInTransaction else {
            try connection.connectIfNeeded()
            try send()
            return try connection.synchronize()
        }
        try send()
        try connection.relieve()
    }

    /// Makes the statement ready to run again; bound values stay.
    public func reset() {
        guard result != nil else { return }
        PQclear(result)
        result = nil
    }

    /// Sets all parameters to NULL.
    public func clearBindings() {
        for index in 0..<parameters.count { parameters.setNull(index) }
    }

    /// The number of columns of a row; 0 while none is there.
    public var columnCount: Int { Int(PQnfields(result)) }

    /// Returns the name of a column, as the statement gives it.
    public func columnName(_ column: Int32) -> String {
        PQfname(result, column).map { String(cString: $0) } ?? ""
    }

    /// Notes that the server did not take the preparation.
    func forgetPrepared() { isPrepared = false }

    /// Gives the row that is to be read, with its number.
    var current: (result: OpaquePointer?, row: Int32) { (result, row) }

    private func send() throws(PostgreSQLError) {
        let handle = try connection.open(sql)
        let isSent: Int32
        if wasRun {
            try prepare(handle)
            isSent = PQsendQueryPrepared(
                handle,
                name,
                Int32(parameters.count),
                parameters.values,
                parameters.lengths,
                parameters.formats,
                1
            )
        } else {
            isSent = PQsendQueryParams(
                handle,
                sql,
                Int32(parameters.count),
                parameters.types,
                parameters.values,
                parameters.lengths,
                parameters.formats,
                1
            )
        }
        guard isSent == 1 else { throw connection.failure(sql) }
        wasRun = true
        connection.pending.append(.run(self))
    }

    /// Has the server prepare the statement for the types that are bound, unless it has.
    private func prepare(_ handle: OpaquePointer) throws(PostgreSQLError) {
        let isCurrent = isPrepared && session == connection.session
        guard !isCurrent || parameters.haveNewTypes else { return }
        if isCurrent, let name { connection.unused.append(name) }
        connection.lastName += 1
        let name = "s\(connection.lastName)"
        guard PQsendPrepare(handle, name, sql, Int32(parameters.count), parameters.types) == 1 else {
            throw connection.failure(sql)
        }
        self.name = name
        session = connection.session
        isPrepared = true
        parameters.haveNewTypes = false
        connection.pending.append(.prepare(self))
    }
}

extension Statement {
    /// Binds an integer to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Int64) throws(PostgreSQLError) {
        parameters.set(try place(index), value)
    }

    /// Binds a floating-point number to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Double) throws(PostgreSQLError) {
        parameters.set(try place(index), value)
    }

    /// Binds a text of UTF-8 bytes to parameter `index` (from 1); they are copied.
    public func bind(_ index: Int32, text: UnsafeRawBufferPointer) throws(PostgreSQLError) {
        parameters.set(try place(index), copying: text, as: .text)
    }

    /// Binds bytes to parameter `index` (from 1); they are copied.
    public func bind(_ index: Int32, copying bytes: UnsafeRawBufferPointer) throws(PostgreSQLError) {
        parameters.set(try place(index), copying: bytes, as: .bytea)
    }

    /// Binds bytes to parameter `index` (from 1) without a copy; they must stay in place until the statement was run.
    public func bind(_ index: Int32, unowned bytes: UnsafeRawBufferPointer) throws(PostgreSQLError) {
        parameters.set(try place(index), unowned: bytes, as: .bytea)
    }

    /// Binds NULL to parameter `index` (from 1).
    public func bindNull(_ index: Int32) throws(PostgreSQLError) {
        parameters.setNull(try place(index))
    }

    private func place(_ index: Int32) throws(PostgreSQLError) -> Int {
        guard index >= 1, index <= parameters.count else {
            throw connection.misuse("parameter \(index) of \(parameters.count)", sql)
        }
        return Int(index) - 1
    }
}

@available(*, unavailable)
extension Statement: Sendable {}
