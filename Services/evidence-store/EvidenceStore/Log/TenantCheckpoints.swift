import Crypto
import EvidenceLog
import Messages
import SQL

/// Signs each tenant's own checkpoint once a day, for the tenants whose logs grew.
///
/// In the transaction of a store entry, and about what that entry covers. A few with each entry, so that ten thousand tenants hold up no
/// message. Source: design.md 5; FORMAT.md, "Store log".
final class TenantCheckpoints {
    /// The most that are signed with one entry: about 2 ms.
    static let perEntry = 50

    private let database: Database
    private let base: String
    private let key: Ed25519.PrivateKey
    private let due: Statement
    private let insertion: Statement
    /// The last day, since 1970, of which all were signed or are being signed.
    private var day: Int64 = 0
    /// The last tenant that was looked at today; nil where today's are done.
    private var place: Int64?

    /// - Parameter base: the name of the store, under which tenants' logs have theirs.
    init(in database: Database, base: String, key: Ed25519.PrivateKey) throws {
        self.database = database
        self.base = base
        self.key = key
        due = try database.prepare(
            """
            SELECT t.id, t.name, t.size, t.root FROM tenants t WHERE t.id > ?1 AND t.size >
            coalesce((SELECT max(c.size) FROM tenant_checkpoints c WHERE c.tenant = t.id), 0)
            ORDER BY t.id LIMIT \(Self.perEntry)
            """
        )
        insertion = try database.prepare(
            """
            INSERT INTO tenant_checkpoints (tenant, size, position, checkpoint) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (tenant, size) DO NOTHING
            """
        )
        try reload()
    }

    /// Reads where the day stands, as after a transaction that was rolled back.
    ///
    /// A day that was begun and not ended is begun again: who was signed and has not grown is passed over.
    func reload() throws {
        day = try database.first("SELECT value FROM meta WHERE name = 'tenants_signed'") { $0.int64(0) } ?? 0
        place = nil
    }

    /// Goes on with today's checkpoints, after the entry at `position` was written.
    func sign(after position: Int64, at now: Timestamp) throws {
        let today = now.seconds / 86_400
        if today > day { (day, place) = (today, 0) }
        guard let from = place else { return }
        let logs = try next(after: from)
        for log in logs {
            let origin = LogOrigin.tenant(log.name, of: base)
            let text = Checkpoint(origin: origin, size: UInt64(log.size), root: log.root).text
            try insertion.bind(1, log.id)
            try insertion.bind(2, log.size)
            try insertion.bind(3, position)
            try insertion.bind(4, NoteSigner(name: origin, key: key).note(text).encoded)
            try insertion.run()
        }
        place = logs.count == Self.perEntry ? logs.last?.id : nil
        if place == nil { try writeDay() }
    }

    private struct Log {
        var id: Int64
        var name: String
        var size: Int64
        var root: Digest
    }

    private func next(after id: Int64) throws -> [Log] {
        defer { due.reset() }
        try due.bind(1, id)
        var logs: [Log] = []
        while try due.step() {
            guard let root = due.digest(3) else { throw LogDamage.tile(tenant: due.int64(0), level: 0, number: 0) }
            logs.append(Log(id: due.int64(0), name: due.text(1), size: due.int64(2), root: root))
        }
        return logs
    }

    private func writeDay() throws {
        try database.run(
            """
            INSERT INTO meta (name, value) VALUES ('tenants_signed', ?1)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            String(day)
        )
    }
}

@available(*, unavailable)
extension TenantCheckpoints: Sendable {}
