import EvidenceLog
import Messages
import SQL

/// Reads recorded messages, and sees whether they are still what was recorded.
final class RecordedMessages {
    static let columns =
        """
        m.seq, m.previous, m.log_index, m.id, (SELECT name FROM kinds WHERE id = m.kind),
        (SELECT name FROM tenants WHERE id = m.tenant), (SELECT name FROM principals WHERE id = m.principal),
        m.recorded_at, m.payload, m.salt, m.content_hash
        """

    private let bySeq: Statement
    private let part: Statement
    private var hasher = LeafHasher()

    init(in database: Database) throws {
        bySeq = try database.prepare("SELECT \(Self.columns) FROM messages m WHERE m.seq = ?1")
        part = try database.prepare("SELECT id, substr(payload, ?2, ?3) FROM messages WHERE seq = ?1")
    }

    func message(_ seq: Int64) throws -> RecordedMessage? {
        defer { bySeq.reset() }
        try bySeq.bind(1, seq)
        return try bySeq.step() ? read(bySeq) : nil
    }

    /// The id of a message and some of its bytes.
    func idAndBytes(_ range: Range<Int>, of seq: Int64) throws -> (id: MessageID, bytes: [UInt8])? {
        defer { part.reset() }
        try part.bind(1, seq)
        try part.bind(2, range.lowerBound + 1)
        try part.bind(3, range.count)
        guard try part.step(), let id = part.messageID(0) else { return nil }
        return (id, part.blob(1))
    }

    /// Reads ``columns``; nil for a row of a kind that this release does not know.
    func read(_ row: Statement) -> RecordedMessage? {
        guard let id = row.messageID(3), let kind = Kind(rawValue: row.text(4)) else { return nil }
        let tenant = row.text(5)
        let bytes = row.blob(8)
        let isWhole = row.withBlob(9) { salt in
            bytes.withUnsafeBytes { hasher.contentHash(salt: salt, message: $0) }
        }
        return RecordedMessage(
            kind: kind,
            seq: row.int64(0),
            previous: row.int64(1),
            index: row.int64(2),
            id: id,
            tenant: tenant.isEmpty ? nil : tenant,
            principal: row.text(6),
            recordedAt: row.timestamp(7),
            bytes: bytes,
            isDamaged: isWhole != row.digest(10)
        )
    }
}
