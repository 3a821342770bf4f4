import Crypto
import Messages
import SQL

/// Keeps the chain of batches, and the damage that was found.
final class ChainTable {
    private let database: Database
    private let batch: Statement
    private let damage: Statement

    init(in database: Database) throws {
        self.database = database
        batch = try database.prepare("INSERT INTO batches (first_seq, last_seq, chain) VALUES (?1, ?2, ?3)")
        damage = try database.prepare(
            "INSERT INTO damages (seq, what, found_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
        )
    }

    func insertBatch(first: Int64, last: Int64, chain: Digest) throws {
        try batch.bind(1, first)
        try batch.bind(2, last)
        try batch.bind(3, chain)
        try batch.run()
    }

    /// Writes damage down; false when it was known.
    func insert(_ damage: Damage, at now: Timestamp) throws -> Bool {
        try self.damage.bind(1, damage.seq)
        try self.damage.bind(2, damage.what.rawValue)
        try self.damage.bind(3, now)
        try self.damage.run()
        return try database.changes == 1
    }
}
