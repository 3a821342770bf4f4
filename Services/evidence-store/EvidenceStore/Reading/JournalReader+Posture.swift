import Messages
import SQL

/// What is known of one resource, as `posture` gives it.
struct PostureRecord: Codable, Hashable, Sendable {
    var tenant: String
    var resource: Resource
    /// The resource key.
    var key: String
    /// By rule.
    var outcomes: [String: Outcome]
    /// How many rules have each outcome.
    var counts: [String: Int]
    /// The assessment that it rests on.
    var assessment: MessageID
    /// When the source saw the state that was assessed.
    var observedAt: Timestamp
    var policyVersion: Int64
}

extension JournalReader {
    /// Reads what is known of a tenant's resources, or of one, in the order of their keys; deleted ones are left out.
    func posture(tenant: String, resource: String? = nil, _ request: PageRequest) throws -> Page<PostureRecord> {
        try snapshot {
            guard let id = try tenantID(tenant) else { return Page(rows: [], cursor: nil) }
            let rows = try database.all(
                """
                SELECT p.change, p.source, p.version, p.observed_at, p.policy, p.assessment, p.deleted, p.outcomes, r.key,
                (SELECT id FROM messages WHERE seq = p.assessment)
                FROM resources r CROSS JOIN posture p ON p.resource = r.id
                WHERE r.tenant = ?1 AND p.deleted = 0 AND r.key > ?2 AND (?3 IS NULL OR r.key = ?3) ORDER BY r.key LIMIT ?4
                """,
                id,
                request.cursor ?? "",
                resource,
                request.limit + 1
            ) { row in (ResourceTable.readPosture(row, from: 0), row.text(8), row.messageID(9)) }
            let names = try ruleNames(of: rows.map(\.0))
            let records = rows.compactMap { posture, key, assessment in
                Self.record(posture, key: key, assessment: assessment, tenant: tenant, names)
            }
            return Page(records, request) {
                512 + 48 * $0.outcomes.count
            } cursor: {
                $0.key
            }
        }
    }

    private func ruleNames(of postures: [ResourcePosture]) throws -> [Int32: String] {
        var names: [Int32: String] = [:]
        for rule in Set(postures.flatMap { $0.rules.map(\.rule) }) {
            names[rule] = try database.first("SELECT name FROM rules WHERE id = ?", Int64(rule)) { $0.text(0) }
        }
        return names
    }

    private static func record(
        _ posture: ResourcePosture,
        key: String,
        assessment: MessageID?,
        tenant: String,
        _ names: [Int32: String]
    ) -> PostureRecord? {
        guard let resource = Resource(key: key), let assessment else { return nil }
        var outcomes: [String: Outcome] = [:]
        var counts: [String: Int] = [:]
        for rule in posture.rules {
            guard let name = names[rule.rule], let outcome = Outcome(code: Int64(rule.outcome)) else { continue }
            outcomes[name] = outcome
            counts[outcome.rawValue, default: 0] += 1
        }
        return PostureRecord(
            tenant: tenant,
            resource: resource,
            key: key,
            outcomes: outcomes,
            counts: counts,
            assessment: assessment,
            observedAt: posture.standing.observedAt,
            policyVersion: posture.standing.policyVersion
        )
    }
}
