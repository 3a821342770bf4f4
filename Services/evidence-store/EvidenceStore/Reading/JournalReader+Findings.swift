import Crypto
import Messages
import SQL

extension JournalReader {
    /// Tenants that one statement asks for: their keyed numbers stand in its text.
    private static let tenantsAtOnce = 500

    /// Reads findings, the most severe first, in each severity the oldest first.
    ///
    /// Findings of a tenant whose keys were destroyed are left out.
    /// - Throws: ``BadCursor``, or an error of the database.
    func findings(_ filter: FindingFilter, _ request: PageRequest) throws -> Page<FindingRecord> {
        let after = try request.cursor.map { try FindingPlace($0) }
        return try snapshot {
            var found: [FoundFinding] = []
            let conditions = try FindingConditions.each(of: filter, atOnce: Self.tenantsAtOnce, self)
            for status in filter.status.isEmpty ? Set(FindingStatus.allCases) : filter.status {
                for condition in conditions {
                    found += try findings(filter, condition, status, after, limit: request.limit + 1)
                }
            }
            found.sort { $0.place < $1.place }
            let page = Page(Array(found.prefix(request.limit + 1)), request) {
                $0.record?.approximateSize ?? 0
            } cursor: {
                $0.place.description
            }
            return Page(rows: page.rows.compactMap(\.record), cursor: page.cursor)
        }
    }

    private func findings(
        _ filter: FindingFilter,
        _ condition: FindingConditions,
        _ status: FindingStatus,
        _ after: FindingPlace?,
        limit: Int
    ) throws -> [FoundFinding] {
        var conditions = ["f.status = ?1"] + condition.sql
        var values: [(any Bindable)?] = [status.code]
        if !filter.severity.isEmpty {
            let ranks = filter.severity.map { String($0.rank) }.joined(separator: ",")
            conditions.append("f.severity IN (\(ranks))")
        }
        if let after {
            conditions.append("(f.severity < ?2 OR (f.severity = ?2 AND f.id > ?3))")
            values += [after.severity, after.row] as [Int64]
        }
        values.append(limit)
        let statement = try database.prepare(
            """
            \(Self.findingColumns) WHERE \(conditions.joined(separator: " AND ")) ORDER BY f.severity DESC, f.id LIMIT ?\(values.count)
            """
        )
        try statement.bind(values)
        var rows: [FoundFinding] = []
        while try statement.step() {
            let place = FindingPlace(severity: statement.int64(1), row: statement.int64(0))
            // What cannot be opened keeps its place, so that the next page begins after it.
            rows.append(FoundFinding(place: place, record: try readFinding(statement)))
        }
        return rows
    }

    private static let findingColumns =
        """
        SELECT \(FindingTable.columns), f.assessment, f.change, f.policy_version, f.policy_digest,
        f.changed_at, f.tenant, r.sealed, (SELECT name FROM tenants WHERE id = f.tenant)
        FROM findings f CROSS JOIN resources r ON r.id = f.resource
        """

    private func readFinding(_ row: Statement) throws -> FindingRecord? {
        guard let keys = try keys.index(row.int64(18)), let (finding, rule) = FindingTable.read(row, keys),
            let key = ResourceTable.key(row.blob(19), of: row.int64(10), keys), let resource = Resource(key: key),
            let assessment = row.messageID(13), let change = row.messageID(14)
        else { return nil }
        let tenant = row.text(20)
        let state = FindingChanged(
            finding: DerivedID.finding(tenant: tenant, resourceKey: key, rule: rule),
            resource: resource,
            rule: rule,
            category: finding.category,
            severity: finding.severity,
            previousSeverity: finding.previousSeverity,
            status: finding.status,
            since: finding.since,
            explanation: finding.explanation,
            reason: finding.reason,
            assessment: assessment,
            change: change,
            policy: PolicyReference(version: row.int64(15), digest: row.text(16)),
            unsure: finding.isUnsure,
            flapping: finding.flapping
        )
        return FindingRecord(tenant: tenant, state: state, changedAt: row.timestamp(17))
    }
}

private struct FoundFinding: Sendable {
    var place: FindingPlace
    /// Nil for a row that cannot be opened.
    var record: FindingRecord?
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
