import EvidenceLog
import Keystore
import Messages
import SQL

/// Says what a retention policy would erase of a journal, without changing anything.
struct RetentionForecast {
    /// Keys of one tenant and class that are not kept any more.
    struct Row: Hashable, Sendable {
        var tenant: String
        var type: RetentionClass
        /// The first and the last month, such as 202611.
        var months: ClosedRange<Int32>
        var keys: Int
        /// Messages under these keys.
        var records: Int64
        /// Messages of them that holds keep; those that a kept finding rests on come on top.
        var held: Int64
        /// The holds that keep something of it.
        var holds: [String]
        /// A hold keeps all of it: nothing is erased while it is in force.
        var isRefused: Bool
    }

    private static let page = 500

    private let database: Database
    private let holds: HoldTable
    private let recorded: RecordedMessages

    init(in database: Database, vault: KeyVault) throws {
        self.database = database
        let keys = try KeyRing(in: database, vault: vault)
        holds = try HoldTable(in: database, keys: keys)
        recorded = try RecordedMessages(in: database, keys: keys)
    }

    /// What would be erased now, by class and tenant; empty where everything is kept.
    func rows(_ policy: RetentionPolicy, at now: Timestamp) throws -> [Row] {
        try RetentionClass.allCases.flatMap { type -> [Row] in
            guard let last = policy.lastMonth(of: type, at: now) else { return [] }
            return try rows(type, to: last)
        }
    }

    private func rows(_ type: RetentionClass, to last: Int32) throws -> [Row] {
        let found = try database.all(
            """
            SELECT k.tenant, t.name, min(k.month), max(k.month), count(*) FROM keys k JOIN tenants t ON t.id = k.tenant
            WHERE k.purpose = ?1 AND k.month <= ?2 AND k.destroyed_at IS NULL AND k.erasure IS NULL
            GROUP BY k.tenant, t.name ORDER BY k.tenant
            """,
            Int64(type.purpose.rawValue),
            Int64(last)
        ) { row in
            (id: row.int64(0), name: row.text(1), first: Int32(row.int(2)), last: Int32(row.int(3)), keys: row.int(4))
        }
        return try found.map { tenant in
            let scope = ErasureScope(everything: false, classes: [type], to: last)
            let active = try holds.active(of: tenant.id)
            let covering = active.filter { $0.covers(scope) }
            var row = Row(
                tenant: tenant.name,
                type: type,
                months: tenant.first...max(tenant.first, tenant.last),
                keys: tenant.keys,
                records: try count(tenant.id, type, to: last),
                held: 0,
                holds: covering.map(\.name),
                isRefused: !covering.isEmpty
            )
            if row.isRefused { row.held = row.records } else { try look(active, tenant.id, type, to: last, &row) }
            return row
        }
    }

    /// The keys that would be destroyed, as a condition.
    private static let keys = """
        key IN (SELECT k.id FROM keys k WHERE k.tenant = ?1 AND k.purpose = ?2 AND k.month <= ?3
        AND k.destroyed_at IS NULL AND k.erasure IS NULL)
        """

    private func count(_ tenant: Int64, _ type: RetentionClass, to last: Int32) throws -> Int64 {
        let purpose = Int64(type.purpose.rawValue)
        let sql = "SELECT count(*) FROM messages WHERE \(Self.keys)"
        return try database.first(sql, tenant, purpose, Int64(last)) { $0.int64(0) } ?? 0
    }

    /// Opens the messages of a tenant with holds that keep parts, and asks each hold.
    private func look(_ active: [Hold], _ tenant: Int64, _ type: RetentionClass, to last: Int32, _ row: inout Row)
        throws
    {
        guard !active.isEmpty else { return }
        var matchers = active.map { HoldMatcher($0.filter) }
        var keeping: Set<Int> = []
        var after: Int64 = 0
        while true {
            let seqs = try database.all(
                "SELECT seq FROM messages WHERE \(Self.keys) AND seq > ?4 ORDER BY seq LIMIT \(Self.page)",
                tenant,
                Int64(type.purpose.rawValue),
                Int64(last),
                after
            ) { $0.int64(0) }
            for seq in seqs {
                guard let message = try recorded.message(seq), !message.isErased else { continue }
                let keepers = matchers.indices.filter {
                    matchers[$0].matches(message.bytes, kind: message.kind, recordedAt: message.recordedAt)
                }
                keeping.formUnion(keepers)
                if !keepers.isEmpty { row.held += 1 }
            }
            guard let end = seqs.last else { break }
            after = end
        }
        row.holds = keeping.sorted().map { active[$0].name }
    }
}
