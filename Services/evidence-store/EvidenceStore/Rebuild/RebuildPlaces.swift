import SQL

/// Names the two schemas of a rebuild: where tables are made, and where the journal has them.
///
/// In files a private database has the journal's attached to it. On a server the tables are made as temporary ones of the session,
/// which are found before the journal's of the same name and go with the session.
struct RebuildPlaces {
    /// Where tables are made.
    let made: String
    /// Where the journal's are.
    let stored: String

    /// Opens the database in which tables are made, empty.
    static func open(_ configuration: JournalConfiguration) throws -> (Database, RebuildPlaces) {
        guard configuration.isOnServer else {
            let database = try Database(path: "")
            try database.pragma("temp_store", "MEMORY")
            try database.run("ATTACH DATABASE ?1 AS journal", JournalFile.path(in: configuration.directory))
            return (database, RebuildPlaces(made: "main", stored: "journal"))
        }
        let server = try DatabaseServer(configuration.directory)
        let database = try Database(server: server, application: "evidence-store (rebuild)")
        let schema = try database.first("SELECT quote_ident(current_schema())") { $0.text(0) }
        return (database, RebuildPlaces(made: "pg_temp", stored: schema ?? "public"))
    }

    /// The statements that make a table and its indexes, as the journal has them.
    func definition(of table: RebuiltTable, in database: Database) throws -> String {
        guard database.system == .sqlite else {
            return "CREATE TEMPORARY TABLE \(table.name) (LIKE \(stored).\(table.name) INCLUDING ALL);"
        }
        return try database.all(
            "SELECT sql FROM \(stored).sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC",
            table.name
        ) { $0.text(0) + ";\n" }.joined()
    }
}
