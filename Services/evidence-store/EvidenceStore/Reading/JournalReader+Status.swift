import Messages
import SQL

/// How the journal is, as `status` tells operators.
struct JournalStatus: Codable, Hashable, Sendable {
    struct Backlog: Codable, Hashable, Sendable {
        var tenant: String
        var changes: Int
        var rechecks: Int
    }

    struct DamageRecord: Codable, Hashable, Sendable {
        var seq: Int64
        var what: String
        var foundAt: Timestamp
    }

    var schema: Int
    var epoch: String
    var head: Int64
    /// The last seq of each kind.
    var heads: [String: Int64]
    var policy: PolicyReference?
    /// Open items of the tenants that have most, at most a hundred.
    var backlog: [Backlog]
    /// Deliveries that wait for their next try.
    var waiting: Int
    var deadLetters: Int
    /// The first hundred places that are not what was recorded.
    var damages: [DamageRecord]
    var databaseBytes: Int64
    /// The trigger and the number of resources handed out of the sweep that is on its way.
    var sweep: String?
}

extension JournalReader {
    func status() throws -> JournalStatus {
        try snapshot {
            JournalStatus(
                schema: try database.schemaVersion(),
                epoch: try database.first("SELECT value FROM meta WHERE name = 'epoch_text'") { $0.text(0) } ?? "",
                head: try head(),
                heads: try heads(),
                policy: try database.first("SELECT version, digest FROM policies ORDER BY seq DESC LIMIT 1") {
                    PolicyReference(version: $0.int64(0), digest: $0.text(1))
                },
                backlog: try backlog(),
                waiting: try number("SELECT count(*) FROM obligations WHERE state = 0"),
                deadLetters: try number("SELECT count(*) FROM dead_letters WHERE cleared_at IS NULL"),
                damages: try database.all("SELECT seq, what, found_at FROM damages ORDER BY seq LIMIT 100") {
                    .init(seq: $0.int64(0), what: $0.text(1), foundAt: $0.timestamp(2))
                },
                databaseBytes: try database.sizeInBytes(),
                sweep: try database.first("SELECT trigger, handed FROM sweeps WHERE state = 1") {
                    "\(Trigger(code: $0.int64(0))?.rawValue ?? "policy"), \($0.int(1)) resources handed out"
                }
            )
        }
    }

    private func number(_ sql: String) throws -> Int {
        try database.first(sql) { $0.int(0) } ?? 0
    }

    private func heads() throws -> [String: Int64] {
        let rows = try database.all("SELECT name, (SELECT max(seq) FROM messages WHERE kind = k.id) FROM kinds k") {
            ($0.text(0), $0.int64(1))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private func backlog() throws -> [JournalStatus.Backlog] {
        try database.all(
            """
            SELECT (SELECT name FROM tenants WHERE id = tenant), sum(CASE WHEN trigger = 1 THEN 1 ELSE 0 END),
            sum(CASE WHEN trigger = 1 THEN 0 ELSE 1 END)
            FROM obligations WHERE state = 1 GROUP BY tenant ORDER BY count(*) DESC LIMIT 100
            """
        ) { .init(tenant: $0.text(0), changes: $0.int(1), rechecks: $0.int(2)) }
    }
}
