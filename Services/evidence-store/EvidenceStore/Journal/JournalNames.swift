import SQL

/// All the numbered names of a journal.
struct JournalNames {
    /// The name under which the store records its own messages.
    static let store = "evidence-store"

    let principals: NameTable
    let kinds: NameTable
    let sources: NameTable
    let rules: NameTable
    let routes: NameTable
    let tenants: TenantTable

    init(in database: Database) throws {
        principals = try NameTable("principals", in: database)
        kinds = try NameTable("kinds", in: database)
        sources = try NameTable("sources", in: database)
        rules = try NameTable("rules", in: database)
        routes = try NameTable("routes", in: database)
        tenants = try TenantTable(in: database)
    }

    func reload() throws {
        for table in [principals, kinds, sources, rules, routes] { try table.reload() }
        try tenants.reload()
    }
}
