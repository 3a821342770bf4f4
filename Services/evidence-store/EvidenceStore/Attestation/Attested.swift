import SQL

/// What somebody outside said of a checkpoint: kept beside the log.
enum Attested: Hashable, Sendable {
    /// A cosignature, as a line of a signed note; `position` is the entry that its checkpoint ends with.
    case cosignature(position: Int64, name: String, line: String)
    /// A timestamp token in DER over the SHA-256 of the checkpoint's text.
    case timestamp(position: Int64, authority: String, token: [UInt8])

    /// Keeps it beside the log, never in it; the first that somebody says of an entry is kept.
    func keep(in database: Database) throws(SQLError) {
        let additions = AdditionTable(database: database)
        switch self {
        case .cosignature(let position, let name, let line):
            try database.run(
                "INSERT INTO cosignatures (position, name, line) VALUES (?1, ?2, ?3) ON CONFLICT (position, name) DO NOTHING",
                position,
                name,
                line
            )
            try additions.add(.cosignature, to: position, by: name)
        case .timestamp(let position, let authority, let token):
            try database.run(
                "INSERT INTO timestamps (position, authority, token) VALUES (?1, ?2, ?3) ON CONFLICT (position, authority) DO NOTHING",
                position,
                authority,
                token
            )
            try additions.add(.timestamp, to: position, by: authority)
        }
    }
}
