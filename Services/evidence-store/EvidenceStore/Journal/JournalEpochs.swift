import Messages
import SQL

/// Counts the starts of the store on this journal.
enum JournalEpochs {
    /// Begins the next epoch, on disk when this returns.
    static func begin(in database: Database, at now: Timestamp, random: UInt64) throws -> Epoch {
        try database.transaction {
            try database.run(
                "INSERT INTO meta (name, value) VALUES ('created_at', ?) ON CONFLICT (name) DO NOTHING",
                String(now.microseconds)
            )
            try database.run("INSERT INTO meta (name, value) VALUES ('epoch', '0') ON CONFLICT (name) DO NOTHING")
            let last = try database.first("SELECT value FROM meta WHERE name = 'epoch'") { $0.int64(0) } ?? 0
            let epoch = Epoch(counter: last + 1, random: random)
            try database.run("UPDATE meta SET value = ? WHERE name = 'epoch'", String(epoch.counter))
            try database.run(
                """
                INSERT INTO meta (name, value) VALUES ('epoch_text', ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                epoch.description
            )
            return epoch
        }
    }

    /// The name that this journal's checkpoints carry: as asked for, else as before, else a new one.
    ///
    /// - Throws: ``JournalError/keys(_:)`` where another name is asked for than checkpoints carry already.
    static func origin(in database: Database, asked: String?, random: UInt64) throws -> String {
        let known = try database.first("SELECT value FROM meta WHERE name = 'origin'") { $0.text(0) }
        if let known {
            // A restore may have added to the name that is asked for.
            guard let asked, asked != known, asked != JournalOrigins.base(of: known) else { return known }
            throw JournalError.keys(
                "this journal's checkpoints carry the origin \(known): give that as origin, or none"
            )
        }
        let origin = asked ?? "settei.invalid/" + String(random, radix: 16)
        try database.run("INSERT INTO meta (name, value) VALUES ('origin', ?)", origin)
        return origin
    }

    /// When the journal was made.
    static func createdAt(in database: Database) throws -> Timestamp? {
        try database.first("SELECT value FROM meta WHERE name = 'created_at'") { $0.timestamp(0) }
    }
}
