import Crypto
import Messages
import SQL

/// Keeps the chain of batches, its checkpoints, and the damage that was found.
final class ChainTable {
    private let database: Database
    private let batch: Statement
    private let checkpoint: Statement
    private let damage: Statement
    private var lastCheckpoint: (seq: Int64, at: Timestamp)?

    init(in database: Database) throws {
        self.database = database
        batch = try database.prepare("INSERT INTO batches (first_seq, last_seq, chain) VALUES (?1, ?2, ?3)")
        checkpoint = try database.prepare("INSERT INTO checkpoints (seq, chain, at) VALUES (?1, ?2, ?3)")
        damage = try database.prepare(
            "INSERT INTO damages (seq, what, found_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
        )
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        lastCheckpoint = try database.first("SELECT seq, at FROM checkpoints ORDER BY seq DESC LIMIT 1") {
            ($0.int64(0), $0.timestamp(1))
        }
    }

    func insertBatch(first: Int64, last: Int64, chain: Digest) throws {
        try batch.bind(1, first)
        try batch.bind(2, last)
        try batch.bind(3, chain)
        try batch.run()
    }

    /// Whether enough messages or time passed since the last checkpoint; the first batch always makes one.
    func isCheckpointDue(seq: Int64, _ now: Timestamp, _ configuration: JournalConfiguration) -> Bool {
        guard let last = lastCheckpoint else { return true }
        return seq - last.seq >= Int64(configuration.checkpointMessages)
            || now - last.at >= configuration.checkpointInterval
    }

    func insertCheckpoint(seq: Int64, chain: Digest, at now: Timestamp) throws {
        try checkpoint.bind(1, seq)
        try checkpoint.bind(2, chain)
        try checkpoint.bind(3, now)
        try checkpoint.run()
        lastCheckpoint = (seq, now)
    }

    /// Writes damage down; false when it was known.
    func insert(_ damage: Damage, at now: Timestamp) throws -> Bool {
        try self.damage.bind(1, damage.seq)
        try self.damage.bind(2, damage.what.rawValue)
        try self.damage.bind(3, now)
        try self.damage.run()
        return database.changes == 1
    }
}
