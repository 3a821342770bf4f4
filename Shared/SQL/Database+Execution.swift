import PostgreSQL
import SQLite

extension Database {
    /// Makes `sql`, one statement, ready to be run any number of times.
    ///
    /// The caller keeps it. SQLite tells mistakes in the text now, a server when it runs.
    public func prepare(_ sql: String) throws(SQLError) -> Statement {
        try Statement(sql, in: self)
    }

    /// Runs `sql`, any number of statements, without values and without looking at rows.
    ///
    /// On a server its types and table options are translated, see ``Dialect``.
    public func execute(_ sql: String) throws(SQLError) {
        try onSQLite { database throws(SQLiteError) in try database.execute(sql) }
        try onServer { server throws(PostgreSQLError) in try server.execute(Dialect.translate(sql).sql) }
    }

    /// Runs one statement with `values` for its parameters; rows that it gives are not looked at.
    public func run(_ sql: String, _ values: (any Bindable)?...) throws(SQLError) {
        let statement = try prepare(sql)
        try statement.bind(values)
        try statement.run()
        statement.finalize()
    }

    /// Runs one statement and returns what `read` makes of its first row; nil when there is none.
    public func first<R>(
        _ sql: String,
        _ values: (any Bindable)?...,
        read: (Statement) throws(SQLError) -> R
    ) throws(SQLError) -> R? {
        let statement = try prepare(sql)
        defer { statement.finalize() }
        try statement.bind(values)
        return try statement.step() ? try read(statement) : nil
    }

    /// Runs one statement and returns what `read` makes of each row, in order.
    public func all<R>(
        _ sql: String,
        _ values: (any Bindable)?...,
        read: (Statement) throws(SQLError) -> R
    ) throws(SQLError) -> [R] {
        let statement = try prepare(sql)
        defer { statement.finalize() }
        try statement.bind(values)
        var rows: [R] = []
        while try statement.step() {
            rows.append(try read(statement))
        }
        return rows
    }

    /// Sets or asks a pragma of SQLite and returns the first column of its answer as text; nil when it answers nothing.
    ///
    /// Does nothing on a server, which has none. Name and value are not escaped: constants only.
    @discardableResult
    public func pragma(_ name: String, _ value: String? = nil) throws(SQLError) -> String? {
        try onSQLite { database throws(SQLiteError) in try database.pragma(name, value) } ?? nil
    }

    /// Keeps room for a sum in every page.
    ///
    /// For a file that is about to be made; does nothing on a server.
    public func reservePageSums() throws(SQLError) {
        _ = try onSQLite { database throws(SQLiteError) in try database.reservePageSums() }
    }

    /// The number of the last migration: `PRAGMA user_version` of a file, a table of its own on a server; 0 at first.
    public func schemaVersion() throws(SQLError) -> Int {
        if sqlite != nil { return Int(try pragma("user_version") ?? "") ?? 0 }
        let isThere = try first(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'"
        ) {
            _ in true
        }
        guard isThere != nil else { return 0 }
        return try first("SELECT version FROM schema_version") { $0.int(0) } ?? 0
    }

    /// Writes the number of the last migration down, in the open transaction.
    public func setSchemaVersion(_ version: Int) throws(SQLError) {
        if sqlite != nil {
            try pragma("user_version", String(version))
            return
        }
        try execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL); DELETE FROM schema_version;")
        try run("INSERT INTO schema_version (version) VALUES (?1)", version)
    }

    /// The names of the tables there are, in order.
    public func tables() throws(SQLError) -> [String] {
        let sql =
            sqlite != nil
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\""
        return try all(sql) { $0.text(0) }
    }

    /// How large the database is on disk.
    public func sizeInBytes() throws(SQLError) -> Int64 {
        if sqlite == nil { return try first("SELECT pg_database_size(current_database())") { $0.int64(0) } ?? 0 }
        let pages = Int64(try pragma("page_count") ?? "") ?? 0
        return pages * (Int64(try pragma("page_size") ?? "") ?? 0)
    }
}
