import SQL

/// Finds how long tenants' logs are.
///
/// The table `tenants` says it as of the last entry of the store log, which is at most about a second old; what came since is counted in
/// the messages themselves. For one transaction.
enum LogSizes {
    /// The messages of a log, and the seq of the last; 0 for none.
    struct Log: Hashable, Sendable {
        var size: Int64
        var last: Int64
    }

    private static let entered = "(SELECT coalesce(max(seq), 0) FROM store_log)"

    /// The logs that grew since the last entry, as they are now.
    static func sinceEntry(in database: Database) throws(SQLError) -> [Int64: Log] {
        var logs: [Int64: Log] = [:]
        let rows = try database.all(
            "SELECT tenant, log_index, seq FROM messages WHERE seq > \(entered) ORDER BY seq"
        ) { ($0.int64(0), $0.int64(1), $0.int64(2)) }
        for (tenant, index, seq) in rows { logs[tenant] = Log(size: index + 1, last: seq) }
        return logs
    }

    /// One log as it is now; nil for a number that no tenant has.
    static func log(_ tenant: Int64, in database: Database) throws(SQLError) -> Log? {
        let entered = try database.first("SELECT size, last_seq FROM tenants WHERE id = ?1", tenant) {
            Log(size: $0.int64(0), last: $0.int64(1))
        }
        let grown = try database.first(
            """
            SELECT log_index, seq FROM messages WHERE seq > \(Self.entered) AND tenant = ?1 ORDER BY seq DESC LIMIT 1
            """,
            tenant
        ) { Log(size: $0.int64(0) + 1, last: $0.int64(1)) }
        return entered.map { grown ?? $0 }
    }
}
