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
        let rows = try snapshot {
            let hidden = try hiddenCondition(filter)
            return try database.rows(
                """
                SELECT r.id, p.name, r.principal, r.tenant, r.code, r.size, r.at,
                (SELECT count FROM refusal_minutes m WHERE m.principal = r.principal AND m.minute = r.minute
                AND m.code = r.code), r.sealed
                FROM refusals r JOIN principals p ON p.id = r.principal
                WHERE r.id < ?1 \(filter.principal == nil ? "" : "AND p.name = ?3") \(hidden)
                ORDER BY r.id DESC LIMIT ?2
                """,
                values: [before, request.limit + 1] + (filter.principal.map { [$0] } ?? [])
            ) { SealedRefusal($0) }
        }
        let page = Page(rows, request) {
            256 + $0.sealed.count
        } cursor: {
            String($0.id)
        }
        return Page(rows: try page.rows.compactMap { try $0.record(keys) }, cursor: page.cursor)
    }

    /// Sender and token have another number under each tenant's keys; the filter asks for all of them.
    private func hiddenCondition(_ filter: RefusalFilter) throws -> String {
        guard filter.token != nil || filter.sender != nil else { return "" }
        var tokens: [Int64] = []
        var senders: [Int64] = []
        for tenant in try database.all("SELECT DISTINCT tenant FROM refusals", read: { $0.int64(0) }) {
            guard let tenantKeys = try keys.index(tenant) else { continue }
            if let token = filter.token { tokens.append(RefusalTable.number(ofToken: token, tenantKeys)) }
            if let sender = filter.sender { senders.append(RefusalTable.number(ofSender: sender, tenantKeys)) }
        }
        func condition(_ column: String, _ numbers: [Int64]) -> String {
            "AND \(column) IN (\(numbers.isEmpty ? "-1" : numbers.map(String.init).joined(separator: ",")))"
        }
        return [
            filter.token == nil ? "" : condition("r.token", tokens),
            filter.sender == nil ? "" : condition("r.sender", senders),
        ].joined(separator: " ")
    }

    /// Reads what was given up and not done since, the newest first.
    func deadLetters(tenants: Set<String>? = nil, _ request: PageRequest) throws -> Page<DeadLetterRecord> {
        let before = try request.cursor.map { try Self.number($0) } ?? Int64.max
        let rows: [(id: Int64, record: DeadLetterRecord?)] = try snapshot {
            // A list with nothing in it is not SQL everywhere.
            let wanted = try tenants.map { names in
                let ids = try tenantIDs(names)
                return ids.isEmpty ? "-1" : ids.map { String($0) }.joined(separator: ",")
            }
            return try database.all(
                """
                SELECT d.id, o.item, o.kind, o.message, t.name, d.attempts, d.sealed, d.at, o.route, o.tenant
                FROM dead_letters d JOIN obligations o ON o.id = d.obligation JOIN tenants t ON t.id = o.tenant
                WHERE d.cleared_at IS NULL AND d.id < ?1 \(wanted.map { "AND o.tenant IN (\($0))" } ?? "")
                ORDER BY d.id DESC LIMIT ?2
                """,
                before,
                request.limit + 1
            ) { [self] row in (row.int64(0), try? deadLetter(row)) }
        }
        let page = Page(rows, request) {
            256 + ($0.record?.reason.utf8.count ?? 0)
        } cursor: {
            String($0.id)
        }
        return Page(rows: page.rows.compactMap(\.record), cursor: page.cursor)
    }

    private func deadLetter(_ row: Statement) throws -> DeadLetterRecord? {
        guard let item = row.messageID(1), let kind = WorkKind(code: row.int64(2)),
            let tenantKeys = try keys.index(row.int64(9)),
            let reason = DeadLetterTable.reason(row.blob(6), of: item, at: row.timestamp(7), tenantKeys)
        else { return nil }
        return DeadLetterRecord(
            item: item,
            kind: kind,
            message: row.int64(3),
            tenant: row.text(4),
            route: try row.optionalInt64(8).flatMap { try routes.name($0) },
            attempts: row.int(5),
            reason: reason,
            at: row.timestamp(7)
        )
    }

    static func number(_ cursor: String) throws(BadCursor) -> Int64 {
        guard let number = Int64(cursor) else { throw BadCursor() }
        return number
    }
}

/// A row of `refusals` as it was read.
private struct SealedRefusal: Sendable {
    var id: Int64
    var principal: String
    var principalID: Int64
    var tenant: Int64
    var code: String
    var size: Int
    var at: Timestamp
    var count: Int
    var sealed: [UInt8]

    init(_ row: Statement) {
        id = row.int64(0)
        principal = row.text(1)
        principalID = row.int64(2)
        tenant = row.int64(3)
        code = row.text(4)
        size = row.int(5)
        at = row.timestamp(6)
        count = row.int(7)
        sealed = row.blob(8)
    }

    /// Nil where it cannot be opened.
    func record(_ keys: KeyRing) throws -> RefusalRecord? {
        guard let tenantKeys = try keys.index(tenant),
            let texts = RefusalTable.open(sealed, principal: principalID, at: at, tenantKeys),
            let sender = texts[0], let token = texts[1], let why = texts[3], let hash = texts[4]
        else { return nil }
        return RefusalRecord(
            principal: principal,
            sender: sender,
            token: token,
            code: RefusalCode(rawValue: code) ?? .badData,
            where: texts[2],
            why: why,
            size: size,
            hash: hash,
            count: count,
            at: at
        )
    }
}
