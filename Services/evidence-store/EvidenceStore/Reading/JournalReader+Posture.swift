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
    /// Reads what is known of a tenant's resources, or of one, in the order in which they were first seen; deleted ones are left
    /// out, and so is everything of a tenant whose keys were destroyed.
    func posture(tenant: String, resource: String? = nil, _ request: PageRequest) throws -> Page<PostureRecord> {
        let after = try request.cursor.map { try Self.number($0) } ?? 0
        return try snapshot {
            guard let id = try tenantID(tenant), let tenantKeys = try keys.index(id) else {
                return Page(rows: [], cursor: nil)
            }
            let wanted = resource.map { ResourceTable.hash($0, tenantKeys) }
            let rows = try database.rows(
                """
                SELECT \(Self.postureColumns), r.sealed, (SELECT id FROM messages WHERE seq = p.assessment), r.id
                FROM resources r CROSS JOIN posture p ON p.resource = r.id
                WHERE r.tenant = ?1 AND p.deleted = 0 AND r.id > ?2 \(wanted == nil ? "" : "AND r.key = ?4")
                ORDER BY r.id LIMIT ?3
                """,
                values: [id, after, request.limit + 1] + (wanted.map { [$0] } ?? [])
            ) { Row($0, tenantKeys) }
            let page = Page(rows, request) {
                512 + 48 * ($0.posture?.rules.count ?? 0)
            } cursor: {
                String($0.resource)
            }
            return Page(rows: try page.rows.compactMap { try record($0, tenant: tenant) }, cursor: page.cursor)
        }
    }

    private static let postureColumns =
        "p.change, p.source, p.version, p.observed_at, p.policy, p.assessment, p.deleted, p.sealed"

    /// A row as it was read; what cannot be opened is nil.
    private struct Row {
        var resource: Int64
        var key: String?
        var posture: ResourcePosture?
        var assessment: MessageID?

        init(_ row: Statement, _ keys: TenantKeys) {
            resource = row.int64(10)
            key = ResourceTable.key(row.blob(8), of: resource, keys)
            posture = ResourceTable.readPosture(row, from: 0, of: resource, keys)
            assessment = row.messageID(9)
        }
    }

    private func record(_ row: Row, tenant: String) throws -> PostureRecord? {
        guard let key = row.key, let posture = row.posture, let resource = Resource(key: key),
            let assessment = row.assessment
        else { return nil }
        var outcomes: [String: Outcome] = [:]
        var counts: [String: Int] = [:]
        for rule in posture.rules {
            guard let name = try rules.name(rule.rule), let outcome = Outcome(code: Int64(rule.outcome)) else {
                continue
            }
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
