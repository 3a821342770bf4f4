import SQL

/// Brings a journal's tables to what this release knows, one transaction for each migration.
struct Migrations {
    var list = Schema.migrations

    /// Applies what is missing; a crash between two leaves the journal at the first, and the next start goes on.
    ///
    /// A new journal begins with the oldest version that is upgraded in place: it is at no time a version that has to be read and
    /// sealed anew, whatever stops it.
    /// - Throws: ``JournalError/tooNew(version:known:)`` for a journal of a newer release; nothing was touched then.
    func apply(to database: Database) throws {
        let version = try database.schemaVersion()
        guard version <= list.count else { throw JournalError.tooNew(version: version, known: list.count) }
        guard version == 0 || version >= Schema.firstInPlace else { throw JournalError.needsUpgrade(version: version) }
        let first = version == 0 ? min(Schema.firstInPlace - 1, list.count) : version
        for number in first..<list.count { try database.transaction { try apply(number, to: database) } }
    }

    /// Makes all tables of this release in an empty database, in the open transaction.
    func create(in database: Database) throws {
        for number in Schema.firstInPlace - 1..<list.count { try apply(number, to: database) }
    }

    private func apply(_ number: Int, to database: Database) throws {
        try database.execute(list[number])
        try database.setSchemaVersion(number + 1)
    }
}
