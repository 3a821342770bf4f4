import Crypto
import Messages
import SQL

/// One refused message, as `refusals` gives it.
struct RefusalRecord: Codable, Hashable, Sendable {
    var principal: String
    var sender: String
    var token: String
    var code: RefusalCode
    var `where`: String?
    var why: String
    var size: Int
    /// SHA-256 of the message in hexadecimal.
    var hash: String
    /// How many the principal was refused with this code in that minute.
    var count: Int
    var at: Timestamp
}

/// Something that was given up, as `dead-letters` gives it.
struct DeadLetterRecord: Codable, Hashable, Sendable {
    var item: MessageID
    var kind: WorkKind
    /// The seq of the message that was to be worked on.
    var message: Int64
    var tenant: String
    var route: String?
    var attempts: Int
    var reason: String
    var at: Timestamp
}

/// Which refusals are wanted.
struct RefusalFilter: Sendable {
    /// Nil for all.
    var principal: String?
    var token: String?
    var sender: String?
}

extension JournalReader {
    /// Reads refusals, the newest first.
    func refusals(_ filter: RefusalFilter, _ request: PageRequest) throws -> Page<RefusalRecord> {
        let before = try request.cursor.map { try Self.number($0) } ?? Int64.max
        let rows: [(id: Int64, record: RefusalRecord)] = try snapshot {
            try database.all(
                """
                SELECT r.id, p.name, r.sender, r.token, r.code, r.place, r.why, r.size, r.hash, r.at,
                (SELECT count FROM refusal_minutes m WHERE m.principal = r.principal AND m.minute = r.minute
                AND m.code = r.code)
                FROM refusals r JOIN principals p ON p.id = r.principal
                WHERE r.id < ?1 AND (?2 IS NULL OR p.name = ?2) AND (?3 IS NULL OR r.token = ?3)
                AND (?4 IS NULL OR r.sender = ?4) ORDER BY r.id DESC LIMIT ?5
                """,
                before,
                filter.principal,
                filter.token,
                filter.sender,
                request.limit + 1
            ) { row in (row.int64(0), Self.refusal(row)) }
        }
        let page = Page(rows, request) {
            256 + $0.record.why.utf8.count
        } cursor: {
            String($0.id)
        }
        return Page(rows: page.rows.map(\.record), cursor: page.cursor)
    }

    /// Reads what was given up and not done since, the newest first.
    func deadLetters(tenants: Set<String>? = nil, _ request: PageRequest) throws -> Page<DeadLetterRecord> {
        let before = try request.cursor.map { try Self.number($0) } ?? Int64.max
        let rows: [(id: Int64, record: DeadLetterRecord)] = try snapshot {
            let wanted = try tenants.map { try tenantIDs($0).map { String($0) }.joined(separator: ",") }
            return try database.all(
                """
                SELECT d.id, o.item, o.kind, o.message, t.name, d.attempts, d.reason, d.at,
                (SELECT name FROM routes WHERE id = o.route)
                FROM dead_letters d JOIN obligations o ON o.id = d.obligation JOIN tenants t ON t.id = o.tenant
                WHERE d.cleared_at IS NULL AND d.id < ?1 \(wanted.map { "AND o.tenant IN (\($0))" } ?? "")
                ORDER BY d.id DESC LIMIT ?2
                """,
                before,
                request.limit + 1
            ) { row in Self.deadLetter(row).map { (row.int64(0), $0) } }.compactMap(\.self)
        }
        let page = Page(rows, request) {
            256 + $0.record.reason.utf8.count
        } cursor: {
            String($0.id)
        }
        return Page(rows: page.rows.map(\.record), cursor: page.cursor)
    }

    private static func refusal(_ row: Statement) -> RefusalRecord {
        RefusalRecord(
            principal: row.text(1),
            sender: row.text(2),
            token: row.text(3),
            code: RefusalCode(rawValue: row.text(4)) ?? .badData,
            where: row.optionalText(5),
            why: row.text(6),
            size: row.int(7),
            hash: row.withBlob(8) { Hex.encode($0) },
            count: row.int(10),
            at: row.timestamp(9)
        )
    }

    private static func deadLetter(_ row: Statement) -> DeadLetterRecord? {
        guard let item = row.messageID(1), let kind = WorkKind(code: row.int64(2)) else { return nil }
        let tenant = row.text(4)
        return DeadLetterRecord(
            item: item,
            kind: kind,
            message: row.int64(3),
            tenant: tenant,
            route: row.optionalText(8).map { String($0.dropFirst(tenant.count + 1)) },
            attempts: row.int(5),
            reason: row.text(6),
            at: row.timestamp(7)
        )
    }

    private static func number(_ cursor: String) throws(BadCursor) -> Int64 {
        guard let number = Int64(cursor) else { throw BadCursor() }
        return number
    }
}
