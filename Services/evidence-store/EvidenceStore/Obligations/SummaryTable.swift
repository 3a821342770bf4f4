import Messages
import SQL

/// Keeps the summaries that are still to be told.
final class SummaryTable {
    struct Key: Hashable {
        var tenant: Int64
        var reason: SummaryReason
    }

    private let database: Database
    private let keys: KeyRing
    private let insertion: Statement
    private let update: Statement
    private let clearing: Statement
    private let entry: Statement
    private(set) var open: [Key: Summary] = [:]
    private var changed: Set<Key> = []
    private var reordered: Set<Key> = []

    init(in database: Database, keys: KeyRing) throws {
        self.database = database
        self.keys = keys
        insertion = try database.prepare(
            """
            INSERT INTO summaries (tenant, reason, state, started_at, last_at, resources, low, medium, high, critical, resolved)
            VALUES (?1, ?2, 1, ?3, ?3, 0, 0, 0, 0, 0, 0)
            """
        )
        update = try database.prepare(
            """
            UPDATE summaries SET state = ?2, last_at = ?3, resources = ?4, low = ?5, medium = ?6, high = ?7, critical = ?8,
            resolved = ?9, alert = ?10 WHERE id = ?1
            """
        )
        clearing = try database.prepare("DELETE FROM summary_transitions WHERE summary = ?1")
        entry = try database.prepare(
            "INSERT INTO summary_transitions (summary, place, severity, finding, sealed) VALUES (?1, ?2, ?3, ?4, ?5)"
        )
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        open.removeAll()
        changed.removeAll()
        reordered.removeAll()
        let rows = try database.all(
            """
            SELECT id, tenant, reason, started_at, last_at, resources, low, medium, high, critical, resolved
            FROM summaries WHERE state = 1
            """,
            read: Self.read
        )
        for var summary in rows.compactMap(\.self) {
            summary.entries = try database.all(
                "SELECT severity, finding, sealed, place FROM summary_transitions WHERE summary = ? ORDER BY place",
                summary.row
            ) { [keys] in try? Self.readEntry($0, summary, keys) }.compactMap(\.self)
            open[Key(tenant: summary.tenant, reason: summary.reason)] = summary
        }
    }

    /// Counts one assessed resource and what its assessment changed.
    func note(_ key: Key, _ changes: [(Summary.Entry, Transition)], at now: Timestamp) throws {
        if open[key] == nil { open[key] = try begin(key, at: now) }
        open[key]?.resources += 1
        open[key]?.lastAt = now
        changed.insert(key)
        for (entry, transition) in changes where open[key]?.add(entry, transition: transition) == true {
            reordered.insert(key)
        }
    }

    /// Notes that the tenant's import goes on.
    func extend(tenant: Int64, at now: Timestamp) {
        let key = Key(tenant: tenant, reason: .import)
        guard open[key] != nil else { return }
        open[key]?.lastAt = now
        changed.insert(key)
    }

    /// Writes what changed.
    func flush() throws {
        for key in changed {
            if let summary = open[key] { try write(summary, state: 1, alert: nil) }
        }
        for key in reordered {
            if let summary = open[key] { try writeEntries(summary) }
        }
        changed.removeAll(keepingCapacity: true)
        reordered.removeAll(keepingCapacity: true)
    }

    /// Ends a summary; `alert` told it, or there was nothing to tell.
    func close(_ summary: Summary, alert: MessageID?) throws {
        try write(summary, state: 2, alert: alert)
        let key = Key(tenant: summary.tenant, reason: summary.reason)
        open[key] = nil
        changed.remove(key)
        reordered.remove(key)
    }

    private func begin(_ key: Key, at now: Timestamp) throws -> Summary {
        try insertion.bind(1, key.tenant)
        try insertion.bind(2, key.reason.rawValue)
        try insertion.bind(3, now)
        try insertion.run()
        return Summary(
            row: try database.lastInsertRowID,
            tenant: key.tenant,
            reason: key.reason,
            startedAt: now,
            lastAt: now
        )
    }

    private func write(_ summary: Summary, state: Int, alert: MessageID?) throws {
        try update.bind(1, summary.row)
        try update.bind(2, state)
        try update.bind(3, summary.lastAt)
        try update.bind(4, summary.resources)
        for rank in 0..<4 { try update.bind(Int32(5 + rank), summary.opened[rank]) }
        try update.bind(9, summary.resolved)
        if let alert { try update.bind(10, alert) } else { try update.bindNull(10) }
        try update.run()
    }

    private func writeEntries(_ summary: Summary) throws {
        guard let tenantKeys = try keys.index(summary.tenant) else { return }
        try clearing.bind(1, summary.row)
        try clearing.run()
        for (place, shown) in summary.entries.enumerated() {
            try entry.bind(1, summary.row)
            try entry.bind(2, place)
            try entry.bind(3, shown.severity.rank + (shown.isOpen ? 8 : 0))
            try entry.bind(4, shown.finding)
            try entry.bind(5, tenantKeys.seal(shown.json, Self.label(summary.row, place)))
            try entry.run()
        }
    }

    private static func read(_ row: Statement) -> Summary? {
        guard let reason = SummaryReason(rawValue: row.int64(2)) else { return nil }
        var summary = Summary(
            row: row.int64(0),
            tenant: row.int64(1),
            reason: reason,
            startedAt: row.timestamp(3),
            lastAt: row.timestamp(4)
        )
        summary.resources = row.int(5)
        summary.opened = (6...9).map { row.int($0) }
        summary.resolved = row.int(10)
        return summary
    }

    /// What a transition is sealed for.
    static func label(_ summary: Int64, _ place: Int) -> SealLabel {
        SealLabel("summary_transitions.sealed", summary, Int64(place))
    }

    /// Nil for a transition that cannot be opened, as of a tenant that was erased.
    private static func readEntry(_ row: Statement, _ summary: Summary, _ keys: KeyRing) throws -> Summary.Entry? {
        guard let severity = Severity(rank: row.int(0) & 7),
            let json = try keys.index(summary.tenant)?.open(row.blob(2), label(summary.row, row.int(3)))
        else { return nil }
        return Summary.Entry(severity: severity, isOpen: row.int(0) >= 8, finding: row.blob(1), json: json)
    }
}
