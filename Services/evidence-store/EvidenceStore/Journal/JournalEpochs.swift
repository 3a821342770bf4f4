import Messages
import SQL

/// Counts the starts of the store on this journal.
enum JournalEpochs {
    /// Begins the next epoch, on disk when this returns.
    static func begin(in database: Database, at now: Timestamp, random: UInt64) throws -> Epoch {
        try database.transaction {
            try database.run("INSERT OR IGNORE INTO meta (name, value) VALUES ('created_at', ?)", now.microseconds)
            try database.run(
                "INSERT INTO meta (name, value) VALUES ('epoch', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
            )
            let counter = try database.first("SELECT value FROM meta WHERE name = 'epoch'") { $0.int64(0) } ?? 1
            let epoch = Epoch(counter: counter, random: random)
            try database.run("REPLACE INTO meta (name, value) VALUES ('epoch_text', ?)", epoch.description)
            return epoch
        }
    }

    /// The name that this journal's checkpoints carry: as asked for, else as before, else a new one.
    ///
    /// - Throws: ``JournalError/keys(_:)`` where another name is asked for than checkpoints carry already.
    static func origin(in database: Database, asked: String?, random: UInt64) throws -> String {
        let known = try database.first("SELECT value FROM meta WHERE name = 'origin'") { $0.text(0) }
        if let known {
            guard let asked, asked != known else { return known }
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
