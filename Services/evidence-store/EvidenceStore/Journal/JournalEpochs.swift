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

    /// When the journal was made.
    static func createdAt(in database: Database) throws -> Timestamp? {
        try database.first("SELECT value FROM meta WHERE name = 'created_at'") { $0.timestamp(0) }
    }
}
