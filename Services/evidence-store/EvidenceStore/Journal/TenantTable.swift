import SQL

/// Numbers the tenants and counts the messages in the log of each.
///
/// Numbers follow each other from 1, so that what is kept of each stands in an array: with ten thousand tenants at once every look into
/// a dictionary is a miss of the processor's cache.
final class TenantTable {
    private struct Tenant {
        var name: String
        var size: Int64
        var last: Int64
        /// Its size is not written yet.
        var isGrown = false
    }

    private let database: Database
    private let insertion: Statement
    private let update: Statement
    private var ids: [String: Int64] = [:]
    private var tenants: [Tenant] = []
    private var grown: [Int64] = []
    /// What was looked for last: each message asks more than once.
    private var latest: (name: String, id: Int64)?

    init(in database: Database) throws {
        self.database = database
        insertion = try database.prepare("INSERT INTO tenants (id, name) VALUES (?1, ?2)")
        update = try database.prepare("UPDATE tenants SET size = ?2, last_seq = ?3 WHERE id = ?1")
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        ids.removeAll(keepingCapacity: true)
        tenants.removeAll(keepingCapacity: true)
        grown.removeAll(keepingCapacity: true)
        latest = nil
        let rows = try database.all("SELECT id, name, size, last_seq FROM tenants ORDER BY id") {
            ($0.int64(0), $0.text(1), $0.int64(2), $0.int64(3))
        }
        for (id, name, size, last) in rows {
            // A damaged journal may have gaps: what is in them has no name, and what is far out is left out.
            guard id > tenants.count, id <= tenants.count + 1_000 else { continue }
            while tenants.count < id - 1 { tenants.append(Tenant(name: "", size: 0, last: 0)) }
            tenants.append(Tenant(name: name, size: size, last: last))
            ids[name] = id
        }
    }

    /// The number of a tenant, which is written down if it is new; messages of no tenant belong to the empty name.
    ///
    /// Numbers follow each other from 1 without a gap: they are the places of the forest's leaves.
    func id(_ name: String?) throws -> Int64 {
        let name = name ?? ""
        if let latest, latest.name == name { return latest.id }
        let id = try ids[name] ?? insert(name)
        latest = (name, id)
        return id
    }

    private func insert(_ name: String) throws -> Int64 {
        let id = Int64(tenants.count + 1)
        try insertion.bind(1, id)
        try insertion.bind(2, name)
        try insertion.run()
        ids[name] = id
        tenants.append(Tenant(name: name, size: 0, last: 0))
        return id
    }

    /// The number of a tenant; nil where it was never written down.
    func known(_ name: String) -> Int64? { ids[name] }

    func name(_ id: Int64) -> String { has(id) ? tenants[Int(id) - 1].name : "" }

    /// The messages in the tenant's log, which is the index of the next one.
    func size(_ id: Int64) -> Int64 { has(id) ? tenants[Int(id) - 1].size : 0 }

    /// The seq of the last message in the tenant's log; 0 for none.
    func last(_ id: Int64) -> Int64 { has(id) ? tenants[Int(id) - 1].last : 0 }

    /// Counts one message more.
    func grow(_ id: Int64, to seq: Int64) {
        guard has(id) else { return }
        let place = Int(id) - 1
        tenants[place].size += 1
        tenants[place].last = seq
        guard !tenants[place].isGrown else { return }
        tenants[place].isGrown = true
        grown.append(id)
    }

    /// Writes the sizes that changed, and returns whose.
    func flush() throws -> [Int64] {
        let written = grown
        for id in written {
            tenants[Int(id) - 1].isGrown = false
            try update.bind(1, id)
            try update.bind(2, size(id))
            try update.bind(3, last(id))
            try update.run()
        }
        grown.removeAll(keepingCapacity: true)
        return written
    }

    private func has(_ id: Int64) -> Bool { id >= 1 && id <= tenants.count }
}
