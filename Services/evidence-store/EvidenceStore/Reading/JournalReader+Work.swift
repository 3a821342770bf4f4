import Messages
import SQL

/// Where the reading of open work stands: the last item of each tenant that was given out.
struct WorkCursor: Hashable, Sendable {
    var after: [Int64: Int64] = [:]
    /// The tenant to go on after, where a page had no room for all.
    var tenant: Int64 = 0
}

extension JournalReader {
    /// Reads open items that are due, oldest first within a tenant, tenants in turn.
    ///
    /// - Parameter kind: only of this kind; nil for all.
    /// - Returns: the items, and where to go on; nil when all open work after `cursor` was given.
    func openWork(_ kind: WorkKind? = nil, after cursor: WorkCursor?, limit: Int) throws -> ([WorkItem], WorkCursor?) {
        try snapshot {
            var next = cursor ?? WorkCursor()
            let tenants = try tenantsWithWork(first: next.tenant)
            let share = max(1, limit / max(1, tenants.count))
            var items: [WorkItem] = []
            var isComplete = true
            for tenant in tenants {
                guard items.count < limit else {
                    isComplete = false
                    break
                }
                let count = min(share, limit - items.count)
                let found = try work(kind, of: tenant, after: next.after[tenant] ?? 0, limit: count)
                if let last = found.last { next.after[tenant] = last.number }
                if found.count == count { isComplete = false }
                items += found
                next.tenant = tenant
            }
            return (items, isComplete ? nil : next)
        }
    }

    /// The tenants with open items, beginning after `first` and coming round to it.
    private func tenantsWithWork(first: Int64) throws -> [Int64] {
        let next = try database.prepare("SELECT min(tenant) FROM obligations WHERE state = 1 AND tenant > ?1")
        var tenants: [Int64] = []
        var last: Int64 = 0
        while true {
            try next.bind(1, last)
            guard try next.step(), let tenant = next.optionalInt64(0) else { break }
            next.reset()
            tenants.append(tenant)
            last = tenant
        }
        next.reset()
        return tenants.filter { $0 > first } + tenants.filter { $0 <= first }
    }

    private func work(_ kind: WorkKind?, of tenant: Int64, after: Int64, limit: Int) throws -> [WorkItem] {
        let rows = try database.all(
            """
            SELECT id, item, kind, state, tenant, lane, message, trigger, route, delivery, attempts, deaths,
            (SELECT name FROM tenants t WHERE t.id = o.tenant)
            FROM obligations o INDEXED BY obligations_open WHERE state = 1 AND tenant = ?1 AND id > ?2
            AND (?4 = 0 OR kind = ?4) ORDER BY id LIMIT ?3
            """,
            tenant,
            after,
            limit,
            kind?.code ?? 0
        ) { row throws(SQLError) in (try ObligationTable.read(row), row.text(12)) }
        return try rows.compactMap { obligation, tenant in
            // What was erased cannot be worked on.
            guard let message = try recorded.message(obligation.message), !message.isErased else { return nil }
            let route = try obligation.route.flatMap { try routes.name($0) }
            return WorkItem(obligation, checked(message), tenant: tenant, route: route)
        }
    }
}
