import SQL

/// Numbers the tenants and counts the messages in the log of each.
final class TenantTable {
    private let database: Database
    private let insertion: Statement
    private let update: Statement
    private var ids: [String: Int64] = [:]
    private var names: [Int64: String] = [:]
    private var sizes: [Int64: Int64] = [:]
    private var lasts: [Int64: Int64] = [:]
    private var grown: Set<Int64> = []

    init(in database: Database) throws {
        self.database = database
        insertion = try database.prepare("INSERT INTO tenants (id, name) VALUES (?1, ?2)")
        update = try database.prepare("UPDATE tenants SET size = ?2, last_seq = ?3 WHERE id = ?1")
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        ids.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        sizes.removeAll(keepingCapacity: true)
        lasts.removeAll(keepingCapacity: true)
        grown.removeAll(keepingCapacity: true)
        let rows = try database.all("SELECT id, name, size, last_seq FROM tenants") {
            ($0.int64(0), $0.text(1), $0.int64(2), $0.int64(3))
        }
        for (id, name, size, last) in rows {
            ids[name] = id
            names[id] = name
            sizes[id] = size
            lasts[id] = last
        }
    }

    /// The number of a tenant, which is written down if it is new; messages of no tenant belong to the empty name.
    ///
    /// Numbers follow each other from 1 without a gap: they are the places of the forest's leaves.
    func id(_ name: String?) throws -> Int64 {
        let name = name ?? ""
        if let id = ids[name] { return id }
        let id = Int64(ids.count + 1)
        try insertion.bind(1, id)
        try insertion.bind(2, name)
        try insertion.run()
        ids[name] = id
        names[id] = name
        sizes[id] = 0
        return id
    }

    /// The number of a tenant; nil where it was never written down.
    func known(_ name: String) -> Int64? { ids[name] }

    func name(_ id: Int64) -> String { names[id] ?? "" }

    /// The messages in the tenant's log, which is the index of the next one.
    func size(_ id: Int64) -> Int64 { sizes[id] ?? 0 }

    /// The seq of the last message in the tenant's log; 0 for none.
    func last(_ id: Int64) -> Int64 { lasts[id] ?? 0 }

    /// Counts one message more.
    func grow(_ id: Int64, to seq: Int64) {
        sizes[id, default: 0] += 1
        lasts[id] = seq
        grown.insert(id)
    }

    /// Writes the sizes that changed.
    func flush() throws {
        for id in grown {
            try update.bind(1, id)
            try update.bind(2, size(id))
            try update.bind(3, last(id))
            try update.run()
        }
        grown.removeAll(keepingCapacity: true)
    }
}
