import PostgreSQL
import SQLite

/// Holds one statement: bind values, step through rows, run it again.
///
/// Parameters are numbered from 1 and columns from 0. Column readers are valid after ``step()`` returned true and until the next
/// step, reset or run. Used on its database's thread. A server gives the whole result at the first step: ask for pages.
public final class Statement {
    /// The text it was made from.
    public let sql: String
    /// Exactly one of the two is there, until it is finalized.
    let sqlite: SQLite.Statement?
    private(set) var postgres: PostgreSQL.Statement?
    private let database: Database

    init(_ sql: String, in database: Database) throws(SQLError) {
        self.sql = sql
        self.database = database
        if let file = database.sqlite {
            do throws(SQLiteError) { sqlite = try file.prepare(sql) } catch { throw SQLError(error) }
            return
        }
        sqlite = nil
        if let server = database.postgres {
            let translation = Dialect.translate(sql)
            postgres = PostgreSQL.Statement(translation.sql, parameters: translation.parameters, in: server)
        }
    }

    /// Releases what the database holds for it now; using it afterwards is an error.
    public func finalize() {
        sqlite?.finalize()
        postgres?.reset()
        postgres = nil
    }

    /// Goes on to the next row: true with a row to read, false (and ready to run again) when there is none left.
    public func step() throws(SQLError) -> Bool {
        if let sqlite {
            do throws(SQLiteError) { return try sqlite.step() } catch { throw SQLError(error) }
        }
        let postgres = try onServer()
        do throws(PostgreSQLError) { return try postgres.step() } catch { throw SQLError(error) }
    }

    /// Runs the statement to its end without looking at rows, and makes it ready to run again.
    ///
    /// In a transaction on a server it is only sent: its error comes with a later statement or with the commit.
    public func run() throws(SQLError) {
        if let sqlite {
            do throws(SQLiteError) { return try sqlite.run() } catch { throw SQLError(error) }
        }
        let postgres = try onServer()
        do throws(PostgreSQLError) { try postgres.run() } catch { throw SQLError(error) }
    }

    /// Gives `body` every row in turn, and makes the statement ready to run again.
    public func forEachRow<E: Error>(_ body: (Statement) throws(E) -> Void) throws {
        defer { reset() }
        while try step() {
            try body(self)
        }
    }

    /// Makes the statement ready to run again; bound values stay.
    public func reset() {
        if let sqlite { sqlite.reset() } else { postgres?.reset() }
    }

    /// Sets all parameters to NULL.
    public func clearBindings() {
        if let sqlite { sqlite.clearBindings() } else { postgres?.clearBindings() }
    }

    /// The number of parameters.
    public var parameterCount: Int { sqlite?.parameterCount ?? postgres?.parameterCount ?? 0 }

    /// The number of columns of a row; of a server's, known once a row is there.
    public var columnCount: Int { sqlite?.columnCount ?? postgres?.columnCount ?? 0 }

    /// Returns the name of a column, as the statement gives it.
    public func columnName(_ column: Int32) -> String {
        sqlite?.columnName(column) ?? postgres?.columnName(column) ?? ""
    }

    func onServer() throws(SQLError) -> PostgreSQL.Statement {
        guard let postgres else { throw SQLError(.misuse, "the statement is finalized", in: sql) }
        return postgres
    }
}

@available(*, unavailable)
extension Statement: Sendable {}
