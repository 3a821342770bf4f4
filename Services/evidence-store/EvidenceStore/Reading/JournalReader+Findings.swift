import Crypto
import Messages
import SQL

extension JournalReader {
    /// Reads findings, the most severe first, in each severity the oldest first.
    /// - Throws: ``BadCursor``, or an error of the database.
    func findings(_ filter: FindingFilter, _ request: PageRequest) throws -> Page<FindingRecord> {
        let after = try request.cursor.map { try FindingPlace($0) }
        return try snapshot {
            var found: [(place: FindingPlace, record: FindingRecord)] = []
            for status in filter.status.isEmpty ? Set(FindingStatus.allCases) : filter.status {
                found += try findings(filter, status, after, limit: request.limit + 1)
            }
            found.sort { $0.place < $1.place }
            let page = Page(Array(found.prefix(request.limit + 1)), request) {
                $0.record.approximateSize
            } cursor: {
                $0.place.description
            }
            return Page(rows: page.rows.map(\.record), cursor: page.cursor)
        }
    }

    private func findings(
        _ filter: FindingFilter,
        _ status: FindingStatus,
        _ after: FindingPlace?,
        limit: Int
    ) throws -> [(place: FindingPlace, record: FindingRecord)] {
        var conditions = ["f.status = ?"]
        var values: [(any Bindable)?] = [status.code]
        func add(_ condition: String, _ value: any Bindable) {
            conditions.append(condition)
            values.append(value)
        }
        if let tenants = filter.tenants {
            let ids = try tenantIDs(tenants)
            conditions.append("f.tenant IN (\(ids.map { String($0) }.joined(separator: ",")))")
        }
        if !filter.severity.isEmpty {
            let ranks = filter.severity.map { String($0.rank) }.joined(separator: ",")
            conditions.append("f.severity IN (\(ranks))")
        }
        if let after {
            conditions.append("(f.severity < ? OR (f.severity = ? AND f.id > ?))")
            values += [after.severity, after.severity, after.row] as [Int64]
        }
        if let category = filter.category { add("f.category = ?", category) }
        if let type = filter.resourceType { add("r.type = ?", type) }
        if let key = filter.resource { add("f.resource IN (SELECT id FROM resources WHERE key = ?)", key) }
        if let rule = filter.rule { add("f.rule = (SELECT id FROM rules WHERE name = ?)", rule) }
        if let finding = filter.finding { add("f.finding = ?", Hex.decode(finding) ?? []) }
        values.append(limit)
        let statement = try database.prepare(
            """
            \(Self.findingColumns) WHERE \(conditions.joined(separator: " AND ")) ORDER BY f.severity DESC, f.id LIMIT ?
            """
        )
        try statement.bind(values)
        var rows: [(place: FindingPlace, record: FindingRecord)] = []
        while try statement.step() {
            guard let record = Self.readFinding(statement) else { continue }
            rows.append((FindingPlace(severity: statement.int64(2), row: statement.int64(0)), record))
        }
        return rows
    }

    private static let findingColumns =
        """
        SELECT f.id, f.category, f.severity, f.previous_severity, f.status, f.reason, f.since, f.path, f.value, f.expression,
        f.unsure, f.flapping, f.transitions, f.alert, f.finding, f.assessment, f.change, f.policy_version, f.policy_digest,
        f.changed_at, r.key, (SELECT name FROM tenants WHERE id = f.tenant), (SELECT name FROM rules WHERE id = f.rule)
        FROM findings f CROSS JOIN resources r ON r.id = f.resource
        """

    private static func readFinding(_ row: Statement) -> FindingRecord? {
        let finding = FindingTable.read(row)
        guard let id = row.digest(14), let assessment = row.messageID(15), let change = row.messageID(16),
            let resource = Resource(key: row.text(20))
        else { return nil }
        let state = FindingChanged(
            finding: id.hex,
            resource: resource,
            rule: row.text(22),
            category: finding.category,
            severity: finding.severity,
            previousSeverity: finding.previousSeverity,
            status: finding.status,
            since: finding.since,
            explanation: finding.explanation,
            reason: finding.reason,
            assessment: assessment,
            change: change,
            policy: PolicyReference(version: row.int64(17), digest: row.text(18)),
            unsure: finding.isUnsure,
            flapping: finding.flapping
        )
        return FindingRecord(tenant: row.text(21), state: state, changedAt: row.timestamp(19))
    }
}

/// Where a finding stands in the order of the list.
private struct FindingPlace: Comparable, CustomStringConvertible {
    var severity: Int64
    var row: Int64

    init(severity: Int64, row: Int64) {
        self.severity = severity
        self.row = row
    }

    init(_ cursor: String) throws(BadCursor) {
        let parts = cursor.split(separator: ".")
        guard parts.count == 2, let severity = Int64(parts[0]), let row = Int64(parts[1]) else { throw BadCursor() }
        self.init(severity: severity, row: row)
    }

    var description: String { "\(severity).\(row)" }

    static func < (left: FindingPlace, right: FindingPlace) -> Bool {
        (right.severity, left.row) < (left.severity, right.row)
    }
}

extension FindingRecord {
    fileprivate var approximateSize: Int {
        let explanation = state.explanation
        let texts = [explanation?.path, explanation?.value, explanation?.expression]
        return texts.reduce(1_024) { $0 + ($1?.utf8.count ?? 0) }
    }
}
