import Messages
import SQL

extension JournalReader {
    /// Tenants of one page.
    private static let tenantsOfPage = 200

    /// The latest profiles of the tenants after a number, and the number to go on from; nil at the end.
    func flowProfiles(after tenant: Int64) throws -> ([FlowProfile], next: Int64?) {
        try snapshot {
            let rows = try database.all(
                """
                SELECT l.tenant, max(l.seq) FROM latest l WHERE l.tenant > ?1 AND l.kind IN
                (SELECT id FROM kinds WHERE name IN (?2, ?3)) GROUP BY l.tenant ORDER BY l.tenant LIMIT ?4
                """,
                tenant,
                Kind.tenantRegistered.rawValue,
                Kind.tenantUpdated.rawValue,
                Int64(Self.tenantsOfPage)
            ) { ($0.int64(0), $0.int64(1)) }
            let profiles = try rows.compactMap { try recorded.message($0.1).flatMap(FlowProfile.init) }
            return (profiles, rows.count == Self.tenantsOfPage ? rows.last?.0 : nil)
        }
    }
}
