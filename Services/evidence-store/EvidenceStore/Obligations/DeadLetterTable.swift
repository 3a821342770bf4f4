import Messages
import SQL

/// Keeps what was given up, until somebody has it done again.
final class DeadLetterTable {
    private let insertion: Statement
    private let clearing: Statement

    init(in database: Database) throws {
        insertion = try database.prepare(
            "INSERT INTO dead_letters (obligation, attempts, reason, at) VALUES (?1, ?2, ?3, ?4)"
        )
        clearing = try database.prepare(
            "UPDATE dead_letters SET cleared_at = ?2 WHERE obligation = ?1 AND cleared_at IS NULL"
        )
    }

    func add(_ obligation: Obligation, attempts: Int, reason: String, at now: Timestamp) throws {
        try insertion.bind(1, obligation.number)
        try insertion.bind(2, attempts)
        try insertion.bind(3, reason)
        try insertion.bind(4, now)
        try insertion.run()
    }

    /// Notes that it is being done again, or was answered after all.
    func clear(_ obligation: Obligation, at now: Timestamp) throws {
        try clearing.bind(1, obligation.number)
        try clearing.bind(2, now)
        try clearing.run()
    }
}
