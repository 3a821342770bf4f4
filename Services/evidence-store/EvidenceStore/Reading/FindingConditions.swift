import Messages
import SQL

/// What of a ``FindingFilter`` is hidden in the tables, as the keyed numbers of some tenants.
///
/// Each tenant has other numbers for the same rule or resource, so that they are asked for tenant by tenant; the numbers of two
/// tenants are never the same, so that those of many may stand in one condition.
struct FindingConditions {
    private(set) var sql: [String] = []

    /// The conditions, each for at most `count` tenants; one that asks for no hidden thing is not divided.
    static func each(of filter: FindingFilter, atOnce count: Int, _ reader: JournalReader) throws -> [Self] {
        guard filter.asksForHidden else {
            guard let tenants = filter.tenants else { return [Self()] }
            return [Self(tenants: try reader.tenantIDs(tenants).sorted())]
        }
        let all = try filter.tenants.map { try reader.tenantIDs($0).sorted() } ?? reader.allTenantIDs()
        return try stride(from: 0, to: all.count, by: count).compactMap { start in
            try Self(filter, Array(all[start..<min(start + count, all.count)]), reader)
        }
    }

    private init() {}

    private init(tenants: [Int64]) { add("f.tenant", tenants) }

    private init?(_ filter: FindingFilter, _ tenants: [Int64], _ reader: JournalReader) throws {
        var readable: [Int64] = []
        var rules: [Int64] = []
        var categories: [Int64] = []
        var types: [Int64] = []
        var resources: [Int64] = []
        var findings: [Int64] = []
        for tenant in tenants {
            guard let keys = try reader.keys.index(tenant) else { continue }
            readable.append(tenant)
            if let rule = filter.rule { rules.append(FindingTable.number(ofRule: rule, keys)) }
            if let name = filter.category { categories.append(FindingTable.number(ofCategory: name, keys)) }
            if let type = filter.resourceType { types.append(ResourceTable.number(ofType: type, keys)) }
            if let key = filter.resource { resources += try reader.resources(tenant, key, keys) }
            if let finding = filter.finding { findings += try reader.findings(finding, keys) }
        }
        guard !readable.isEmpty else { return nil }
        add("f.tenant", readable)
        if filter.rule != nil { add("f.rule", rules) }
        if filter.category != nil { add("f.category", categories) }
        if filter.resourceType != nil { add("r.type", types) }
        if filter.resource != nil { add("f.resource", resources) }
        if filter.finding != nil { add("f.id", findings) }
    }

    private mutating func add(_ column: String, _ numbers: [Int64]) {
        // A list with nothing in it is not SQL everywhere.
        let list = numbers.isEmpty ? "-1" : numbers.map(String.init).joined(separator: ",")
        sql.append("\(column) IN (\(list))")
    }
}

extension FindingFilter {
    /// Whether it asks for something that the tables hide.
    fileprivate var asksForHidden: Bool {
        category != nil || resourceType != nil || resource != nil || rule != nil || finding != nil
    }
}

extension JournalReader {
    fileprivate func allTenantIDs() throws -> [Int64] {
        try database.all("SELECT id FROM tenants ORDER BY id") { $0.int64(0) }
    }

    fileprivate func resources(_ tenant: Int64, _ key: String, _ keys: TenantKeys) throws -> [Int64] {
        try database.all(
            "SELECT id FROM resources WHERE tenant = ?1 AND key = ?2",
            tenant,
            ResourceTable.hash(key, keys)
        ) { $0.int64(0) }
    }

    fileprivate func findings(_ finding: String, _ keys: TenantKeys) throws -> [Int64] {
        try database.all("SELECT id FROM findings WHERE finding = ?1", FindingTable.hash(finding, keys)) { $0.int64(0) }
    }
}
