import SQL

/// Brings a journal's tables to what this release knows, one transaction for each migration.
struct Migrations {
    var list = Schema.migrations

    /// Applies what is missing; a crash between two leaves the journal at the first, and the next start goes on.
    /// - Throws: ``JournalError/tooNew(version:known:)`` for a journal of a newer release; nothing was touched then.
    func apply(to database: Database) throws {
        let version = try database.schemaVersion()
        guard version <= list.count else { throw JournalError.tooNew(version: version, known: list.count) }
        guard version == 0 || version >= Schema.firstInPlace else { throw JournalError.needsUpgrade(version: version) }
        for number in version..<list.count {
            try database.transaction {
                try database.execute(list[number])
                try database.setSchemaVersion(number + 1)
            }
        }
    }
}
