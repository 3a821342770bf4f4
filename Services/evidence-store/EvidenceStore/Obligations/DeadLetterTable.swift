import Messages
import SQL

/// Keeps what was given up, until somebody has it done again.
final class DeadLetterTable {
    private let keys: KeyRing
    private let insertion: Statement
    private let clearing: Statement

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        insertion = try database.prepare(
            "INSERT INTO dead_letters (obligation, attempts, sealed, at) VALUES (?1, ?2, ?3, ?4)"
        )
        clearing = try database.prepare(
            "UPDATE dead_letters SET cleared_at = ?2 WHERE obligation = ?1 AND cleared_at IS NULL"
        )
    }

    func add(_ obligation: Obligation, attempts: Int, reason: String, at now: Timestamp) throws {
        try insertion.bind(1, obligation.number)
        try insertion.bind(2, attempts)
        let sealed = try keys.required(obligation.tenant).seal(Array(reason.utf8), Self.label(obligation.item, now))
        try insertion.bind(3, sealed)
        try insertion.bind(4, now)
        try insertion.run()
    }

    private static func label(_ item: MessageID, _ at: Timestamp) -> SealLabel {
        SealLabel("dead_letters.reason", key: item.bytes + withUnsafeBytes(of: at.microseconds.bigEndian) { Array($0) })
    }

    /// Opens a reason, which may hold what a receiver answered; nil where it cannot be opened.
    static func reason(_ sealed: [UInt8], of item: MessageID, at: Timestamp, _ keys: TenantKeys) -> String? {
        (try? keys.open(sealed, label(item, at))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Notes that it is being done again, or was answered after all.
    func clear(_ obligation: Obligation, at now: Timestamp) throws {
        try clearing.bind(1, obligation.number)
        try clearing.bind(2, now)
        try clearing.run()
    }
}
