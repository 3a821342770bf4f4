import Crypto
import EvidenceLog
import Messages
import SQL

/// The store log as a thread beside the journal reads it, by a connection of its own.
final class JournalCheckpoints: CheckpointSource {
    private let database: Database
    private let tiles: TileTable

    init(directory: String) throws {
        database = try JournalFile.openForReading(directory)
        tiles = try TileTable(in: database)
    }

    func head() throws -> SignedNote? {
        let text = try database.first("SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1") { $0.text(0) }
        return try text.map { try SignedNote(encoded: $0) }
    }

    func proof(from old: UInt64, to size: UInt64) throws -> [Digest] {
        try database.transaction(.deferred) {
            let position = try database.first("SELECT max(position) FROM store_log") { $0.int64(0) } ?? -1
            let reader = LogReader(tiles, tenant: TileTable.storeLog, size: UInt64(position + 1), last: position)
            return try ConsistencyProof.make(from: old, to: size, nodes: reader)
        }
    }

    func cosigned(by name: String) throws -> UInt64 {
        let sql = "SELECT position FROM cosignatures WHERE name = ?1 ORDER BY position DESC LIMIT 1"
        return try database.first(sql, name) { UInt64($0.int64(0) + 1) } ?? 0
    }

    func stamped(by authority: String) throws -> (size: UInt64, at: Timestamp)? {
        let sql = """
            SELECT t.position, s.at FROM timestamps t JOIN store_log s ON s.position = t.position
            WHERE t.authority = ?1 ORDER BY t.position DESC LIMIT 1
            """
        return try database.first(sql, authority) { (UInt64($0.int64(0) + 1), $0.timestamp(1)) }
    }
}

@available(*, unavailable)
extension JournalCheckpoints: Sendable {}
