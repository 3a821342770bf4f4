import Crypto
import JSON
import Keystore
import Messages
import SQL

/// Keeps legal holds, and the messages that they keep beyond their own keys.
final class HoldTable {
    private let database: Database
    private let keys: KeyRing
    private let insertion: Statement
    private let keeping: Statement

    init(in database: Database, keys: KeyRing) throws {
        self.database = database
        self.keys = keys
        insertion = try database.prepare(
            """
            INSERT INTO holds (id, name, tenant, key, placed, sealed)
            VALUES ((SELECT coalesce(max(id), 0) + 1 FROM holds), ?1, ?2, ?3, ?4, ?5)
            """
        )
        keeping = try database.prepare(
            "INSERT INTO held (seq, hold, key, sealed) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (seq, hold) DO NOTHING"
        )
    }

    /// Whether a hold of this name was ever placed: names are not used again.
    func isKnown(_ name: String) throws -> Bool {
        try database.first("SELECT 1 FROM holds WHERE name = ?", name) { _ in true } ?? false
    }

    /// Whether a hold of this name is in force.
    func isActive(_ name: String) throws -> Bool {
        try database.first("SELECT 1 FROM holds WHERE name = ? AND released IS NULL", name) { _ in true } ?? false
    }

    /// How many messages of an erasure's keys are kept by holds on the tenant.
    func heldCount(of tenant: Int64, keys erasure: Int64) throws -> Int64 {
        try database.first(
            """
            SELECT count(DISTINCT h.seq) FROM held h JOIN holds o ON o.id = h.hold JOIN messages m ON m.seq = h.seq
            JOIN keys k ON k.id = m.key WHERE o.tenant = ? AND o.released IS NULL AND k.erasure = ?
            """,
            tenant,
            erasure
        ) { $0.int64(0) } ?? 0
    }

    /// Places a hold; its key is made now.
    func place(_ hold: HoldPlaced, tenant: (id: Int64, name: String), seq: Int64, at now: Timestamp) throws {
        let key = try keys.makeHoldKey(tenant, at: now)
        let filter = try JSONTreeEncoder().encode(StoredFilter(hold))
        try insertion.bind(1, hold.hold)
        try insertion.bind(2, tenant.id)
        try insertion.bind(3, key.id)
        try insertion.bind(4, seq)
        try insertion.bind(5, key.key.seal(filter, label: SealLabel("holds.sealed", key.id).bytes))
        try insertion.run()
    }

    /// Notes that a hold was released by the message `seq`; nil where none of the name is active.
    func release(_ name: String, seq: Int64) throws -> Hold? {
        guard let hold = try active(where: "name = ?1", name).first else { return nil }
        try database.run("UPDATE holds SET released = ? WHERE id = ?", seq, hold.row)
        return hold
    }

    /// The holds on a tenant that were not released.
    func active(of tenant: Int64) throws -> [Hold] { try active(where: "tenant = ?1", tenant) }

    private func active(where condition: String, _ value: any Bindable) throws -> [Hold] {
        let rows = try database.all(
            "SELECT id, name, tenant, key, sealed FROM holds WHERE released IS NULL AND \(condition) ORDER BY id",
            value
        ) { (row: $0.int64(0), name: $0.text(1), tenant: $0.int64(2), key: $0.int64(3), sealed: $0.blob(4)) }
        return try rows.map { row in
            guard let key = try keys.dataKey(row.key) else { throw JournalError.keyMissing(tenant: "hold \(row.name)") }
            let bytes = try key.open(row.sealed, label: SealLabel("holds.sealed", row.key).bytes)
            let filter = try JSONNodeDecoder().decode(StoredFilter.self, from: JSONDocument(bytes).root)
            return Hold(row: row.row, name: row.name, tenant: row.tenant, key: row.key, filter: filter.filter)
        }
    }

    /// Keeps an opened message under the hold's key.
    func keep(_ opened: [UInt8], of seq: Int64, by hold: Hold) throws {
        guard let key = try keys.dataKey(hold.key) else { throw JournalError.keyMissing(tenant: "hold \(hold.name)") }
        try keeping.bind(1, seq)
        try keeping.bind(2, hold.row)
        try keeping.bind(3, hold.key)
        try keeping.bind(4, key.seal(opened, label: SealLabel("held", seq, hold.row).bytes))
        try keeping.run()
    }

    /// Lets go of what a released hold kept; its key is destroyed by who calls.
    func forget(_ hold: Int64) throws {
        try database.run("DELETE FROM held WHERE hold = ?", hold)
    }
}

/// A filter as it stands sealed in the table.
private struct StoredFilter: Codable {
    var from: Timestamp?
    var to: Timestamp?
    var resource: String?
    var finding: String?

    init(_ hold: HoldPlaced) {
        (from, to, resource, finding) = (hold.from, hold.to, hold.resource, hold.finding)
    }

    var filter: Hold.Filter { Hold.Filter(from: from, to: to, resource: resource, finding: finding) }
}

@available(*, unavailable)
extension HoldTable: Sendable {}
