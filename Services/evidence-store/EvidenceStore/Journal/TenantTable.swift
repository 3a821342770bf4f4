import Crypto
import SQL

/// Numbers the tenants and counts the messages in the log of each.
///
/// Numbers follow each other from 1, so that what is kept of each stands in an array: with ten thousand tenants at once every look into
/// a dictionary is a miss of the processor's cache. For the same reason a log's size is written down once a second, with the entry of the
/// store log that covers it, and not with every batch: ``LogSizes`` finds what came since.
final class TenantTable {
    private struct Tenant {
        var name: String
        var size: Int64 = 0
        var last: Int64 = 0
        /// Its log is longer than the last entry says.
        var isGrown = false
    }

    private let database: Database
    private let insertion: Statement
    private let entering: Statement
    private var ids: [String: Int64] = [:]
    private var tenants: [Tenant] = []
    private var grown: [Int64] = []
    /// What was looked for last: each message asks more than once.
    private var latest: (name: String, id: Int64)?

    init(in database: Database) throws {
        self.database = database
        insertion = try database.prepare("INSERT INTO tenants (id, name) VALUES (?1, ?2)")
        entering = try database.prepare("UPDATE tenants SET size = ?2, last_seq = ?3, root = ?4 WHERE id = ?1")
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
            while tenants.count < id - 1 { tenants.append(Tenant(name: "")) }
            tenants.append(Tenant(name: name, size: size, last: last))
            ids[name] = id
        }
        for (id, log) in try LogSizes.sinceEntry(in: database) where has(id) {
            tenants[Int(id) - 1].size = log.size
            tenants[Int(id) - 1].last = log.last
            noteGrown(id)
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

    /// Has the next look for this name find its number at once.
    func recall(_ name: String?, _ id: Int64) { latest = (name ?? "", id) }

    private func insert(_ name: String) throws -> Int64 {
        let id = Int64(tenants.count + 1)
        try insertion.bind(1, id)
        try insertion.bind(2, name)
        try insertion.run()
        ids[name] = id
        tenants.append(Tenant(name: name))
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
        tenants[Int(id) - 1].size += 1
        tenants[Int(id) - 1].last = seq
        noteGrown(id)
    }

    // MARK: Entries of the store log

    /// The tenants whose logs grew since the last entry, by number: so each page of the table is looked for once.
    var grownSinceEntry: [Int64] { grown.sorted() }

    /// Writes down the size and the root that an entry covers.
    func enter(_ id: Int64, root: Digest) throws {
        try entering.bind(1, id)
        try entering.bind(2, size(id))
        try entering.bind(3, last(id))
        try entering.bind(4, root)
        try entering.run()
    }

    /// Begins to note anew, after an entry that covers everything.
    func forgetGrown() {
        for id in grown { tenants[Int(id) - 1].isGrown = false }
        grown.removeAll(keepingCapacity: true)
    }

    private func noteGrown(_ id: Int64) {
        guard !tenants[Int(id) - 1].isGrown else { return }
        tenants[Int(id) - 1].isGrown = true
        grown.append(id)
    }

    private func has(_ id: Int64) -> Bool { id >= 1 && id <= tenants.count }
}

@available(*, unavailable)
extension TenantTable: Sendable {}
