import SQL

/// Brings a journal's tables to what this release knows, one transaction for each migration.
struct Migrations {
    var list = Schema.migrations
    /// The oldest version whose release may go on with a journal that these have been applied to.
    var oldestWriter = Schema.oldestWriter

    /// Applies what is missing; a crash between two leaves the journal at the first, and the next start goes on.
    ///
    /// A new journal begins with the oldest version that is upgraded in place: it is at no time a version that has to be read and
    /// sealed anew, whatever stops it.
    /// A journal of a newer release is left as it is, and may be gone on with where that release says so.
    /// - Throws: ``JournalError/tooNew(version:known:)`` where it does not; nothing was touched then.
    func apply(to database: Database) throws {
        if let refusal = try refusal(of: database) { throw refusal }
        let version = try database.schemaVersion()
        guard version <= list.count else { return }
        guard version == 0 || version >= Schema.firstInPlace else { throw JournalError.needsUpgrade(version: version) }
        let first = version == 0 ? min(Schema.firstInPlace - 1, list.count) : version
        for number in first..<list.count {
            try database.transaction {
                try apply(number, to: database)
                // With the first of them: stopped before the last, older releases must not go on either.
                try noteOldestWriter(in: database)
            }
        }
        try noteOldestWriter(in: database)
    }

    private func noteOldestWriter(in database: Database) throws(SQLError) {
        guard try Self.oldestWriter(of: database) != oldestWriter else { return }
        try database.run(
            """
            INSERT INTO meta (name, value) VALUES ('oldest_writer', ?1)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            String(oldestWriter)
        )
    }

    /// Why this release may not go on with a journal: a newer one says so there; nil where it may.
    ///
    /// Reads only.
    func refusal(of database: Database) throws(SQLError) -> JournalError? {
        let version = try database.schemaVersion()
        guard version > list.count, try Self.oldestWriter(of: database) > list.count else { return nil }
        return .tooNew(version: version, known: list.count)
    }

    /// Who may write a journal, by the version of the schema that it knows; nobody older than the journal where nothing is said.
    private static func oldestWriter(of database: Database) throws(SQLError) -> Int {
        let text = try database.first("SELECT value FROM meta WHERE name = 'oldest_writer'") { $0.text(0) }
        return text.flatMap { Int($0) } ?? Int.max
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
