import Messages
import SQL

/// All the numbered names of a journal.
struct JournalNames {
    /// The name under which the store records its own messages.
    static let store = "evidence-store"

    let principals: NameTable
    let kinds: NameTable
    let tenants: TenantTable
    let sources: SealedNameTable
    let rules: SealedNameTable
    let routes: SealedNameTable
    private let keys: KeyRing

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        principals = try NameTable("principals", in: database)
        kinds = try NameTable("kinds", in: database)
        tenants = try TenantTable(in: database)
        sources = try SealedNameTable(.sources, in: database, keys: keys)
        rules = try SealedNameTable(.rules, in: database, keys: keys)
        routes = try SealedNameTable(.routes, in: database, keys: keys)
    }

    func reload() throws {
        for table in [principals, kinds] { try table.reload() }
        for table in [sources, rules, routes] { table.reload() }
        try tenants.reload()
    }

    /// The number of a rule, whose name is kept under the operators' keys.
    func rule(_ name: String, at now: Timestamp) throws -> Int64 {
        let operators = try tenants.id(nil)
        // An assessment may come before anything that the operators said.
        if try keys.index(operators) == nil { _ = try keys.ensureIndex((operators, ""), at: now) }
        return try rules.id(name, tenant: operators)
    }
}
