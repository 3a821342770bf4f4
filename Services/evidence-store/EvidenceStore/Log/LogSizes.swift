import SQL

/// Finds how long tenants' logs are.
///
/// The table `tenants` says it as of the last entry of the store log, which is at most about a second old; what came since is counted in
/// the messages themselves. Each answer is of one statement, and so of one moment.
enum LogSizes {
    /// The messages of a log, and the seq of the last; 0 for none.
    struct Log: Hashable, Sendable {
        var size: Int64
        var last: Int64

        init(size: Int64, last: Int64) {
            self.size = size
            self.last = last
        }

        /// A log that ends with the message at `index`; a damaged row may name any.
        init(endingAt index: Int64, last: Int64) {
            self.init(size: min(max(index, 0), .max - 1) + 1, last: last)
        }
    }

    private static let isSinceEntry = "seq > (SELECT coalesce(max(seq), 0) FROM store_log)"

    /// The logs that grew since the last entry, as they are now.
    static func sinceEntry(in database: Database) throws(SQLError) -> [Int64: Log] {
        var logs: [Int64: Log] = [:]
        let rows = try database.all(
            "SELECT tenant, log_index, seq FROM messages WHERE \(isSinceEntry) ORDER BY seq"
        ) { ($0.int64(0), $0.int64(1), $0.int64(2)) }
        for (tenant, index, seq) in rows { logs[tenant] = Log(endingAt: index, last: seq) }
        return logs
    }

    /// One log as it is now; nil for a number that no tenant has.
    static func log(_ tenant: Int64, in database: Database) throws(SQLError) -> Log? {
        try database.first(
            """
            SELECT t.size, t.last_seq, m.log_index, m.seq FROM tenants t LEFT JOIN messages m
            ON m.seq = (SELECT max(seq) FROM messages WHERE \(isSinceEntry) AND tenant = ?1) WHERE t.id = ?1
            """,
            tenant
        ) { row in
            row.isNull(3)
                ? Log(size: row.int64(0), last: row.int64(1)) : Log(endingAt: row.int64(2), last: row.int64(3))
        }
    }
}
