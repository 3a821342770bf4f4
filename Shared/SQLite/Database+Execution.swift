import CSQLite

extension Database {
    /// Compiles `sql`, one statement, to be run any number of times.
    ///
    /// The caller keeps it: compiling takes about 5 to 50 µs, running often less.
    /// - Throws: `SQLITE_ERROR` with SQLite's message for a mistake in the text, or for text after the statement.
    public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        let statement = try Statement(sql, in: self)
        register(statement)
        return statement
    }

    /// Runs `sql`, any number of statements, without values and without looking at rows.
    public func execute(_ sql: String) throws(SQLiteError) {
        try check(sqlite3_exec(try connection(for: sql), sql, nil, nil, nil), sql)
    }

    /// Runs one statement with `values` for its parameters; rows that it gives are not looked at.
    public func run(_ sql: String, _ values: (any Bindable)?...) throws(SQLiteError) {
        let statement = try prepare(sql)
        try statement.bind(values)
        try statement.run()
        statement.finalize()
    }

    /// Runs one statement and returns what `read` makes of its first row; nil when there is none.
    public func first<R>(
        _ sql: String,
        _ values: (any Bindable)?...,
        read: (Statement) throws(SQLiteError) -> R
    ) throws(SQLiteError) -> R? {
        let statement = try prepare(sql)
        defer { statement.finalize() }
        try statement.bind(values)
        return try statement.step() ? try read(statement) : nil
    }

    /// Runs one statement and returns what `read` makes of each row, in order.
    public func all<R>(
        _ sql: String,
        _ values: (any Bindable)?...,
        read: (Statement) throws(SQLiteError) -> R
    ) throws(SQLiteError) -> [R] {
        let statement = try prepare(sql)
        defer { statement.finalize() }
        try statement.bind(values)
        var rows: [R] = []
        while try statement.step() {
            rows.append(try read(statement))
        }
        return rows
    }

    /// Sets or asks a pragma and returns the first column of its answer as text; nil when it answers nothing.
    ///
    /// `pragma("journal_mode", "WAL")`, `pragma("user_version")`. Name and value are not escaped: constants only.
    @discardableResult
    public func pragma(_ name: String, _ value: String? = nil) throws(SQLiteError) -> String? {
        try first("PRAGMA \(name)" + (value.map { " = \($0)" } ?? "")) { $0.text(0) }
    }
}
