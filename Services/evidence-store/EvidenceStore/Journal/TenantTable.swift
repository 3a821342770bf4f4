import SQL

/// Numbers the tenants and counts the messages in the log of each.
final class TenantTable {
    private let database: Database
    private let insertion: Statement
    private let update: Statement
    private var ids: [String: Int64] = [:]
    private var names: [Int64: String] = [:]
    private var sizes: [Int64: Int64] = [:]
    private var grown: Set<Int64> = []

    init(in database: Database) throws {
        self.database = database
        insertion = try database.prepare("INSERT INTO tenants (name) VALUES (?)")
        update = try database.prepare("UPDATE tenants SET size = ?2 WHERE id = ?1")
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        ids.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        sizes.removeAll(keepingCapacity: true)
        grown.removeAll(keepingCapacity: true)
        let rows = try database.all("SELECT id, name, size FROM tenants") { ($0.int64(0), $0.text(1), $0.int64(2)) }
        for (id, name, size) in rows {
            ids[name] = id
            names[id] = name
            sizes[id] = size
        }
    }

    /// The number of a tenant, which is written down if it is new; messages of no tenant belong to the empty name.
    func id(_ name: String?) throws -> Int64 {
        let name = name ?? ""
        if let id = ids[name] { return id }
        try insertion.bind(1, name)
        try insertion.run()
        let id = database.lastInsertRowID
        ids[name] = id
        names[id] = name
        sizes[id] = 0
        return id
    }

    func name(_ id: Int64) -> String { names[id] ?? "" }

    /// The messages in the tenant's log, which is the index of the next one.
    func size(_ id: Int64) -> Int64 { sizes[id] ?? 0 }

    /// Counts one message more.
    func grow(_ id: Int64) {
        sizes[id, default: 0] += 1
        grown.insert(id)
    }

    /// Writes the sizes that changed.
    func flush() throws {
        for id in grown {
            try update.bind(1, id)
            try update.bind(2, size(id))
            try update.run()
        }
        grown.removeAll(keepingCapacity: true)
    }
}
