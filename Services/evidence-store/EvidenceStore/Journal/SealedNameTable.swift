import Crypto
import Messages
import SQL

/// Gives names that belong to a tenant a number that tells nothing of them: sources, routes, rules.
///
/// The number is a keyed hash, so that it is the same whenever the table is made again; the name stands beside it, sealed.
final class SealedNameTable {
    /// Which names.
    enum Names: String {
        case sources, routes
        /// Of all tenants, under the operators' keys: which of them a finding is of is hidden by the tenant's own.
        case rules

        fileprivate var numberLabel: String {
            switch self {
            case .sources: "sources.id"
            case .routes: "routes.id"
            case .rules: "rules.id"
            }
        }

        fileprivate func sealLabel(_ id: Int64) -> SealLabel {
            switch self {
            case .sources: SealLabel("sources.name", id)
            case .routes: SealLabel("routes.name", id)
            case .rules: SealLabel("rules.name", id)
            }
        }
    }

    private struct Key: Hashable {
        var tenant: Int64
        var name: String
    }

    /// Names kept in memory: about 200 bytes each.
    private static let kept = 50_000

    private let names: Names
    private let keys: KeyRing
    private let database: Database
    private let lookup: Statement
    private var insertion: Statement?
    private var ids: [Key: Int64] = [:]
    private var known: [Int64: String] = [:]

    init(_ names: Names, in database: Database, keys: KeyRing) throws {
        self.names = names
        self.keys = keys
        self.database = database
        lookup = try database.prepare("SELECT tenant, sealed FROM \(names.rawValue) WHERE id = ?1")
    }

    /// Forgets what it kept, as after a transaction that was rolled back or when keys were destroyed.
    func reload() {
        ids.removeAll(keepingCapacity: true)
        known.removeAll(keepingCapacity: true)
    }

    /// The number of `name`, which is written down if it is new.
    func id(_ name: String, tenant: Int64) throws -> Int64 {
        let key = Key(tenant: tenant, name: name)
        if let id = ids[key] { return id }
        let tenantKeys = try keys.required(tenant)
        let id = tenantKeys.number(names.numberLabel, name)
        if try !contains(id) { try insert(id, key, tenantKeys) }
        if ids.count >= Self.kept { reload() }
        ids[key] = id
        known[id] = name
        return id
    }

    /// The name behind a number; nil where there is none, or no key opens it.
    func name(_ id: Int64) throws -> String? {
        if let name = known[id] { return name }
        defer { lookup.reset() }
        try lookup.bind(1, id)
        guard try lookup.step(), let tenantKeys = try keys.index(lookup.int64(0)),
            let bytes = try? tenantKeys.open(lookup.blob(1), names.sealLabel(id))
        else { return nil }
        let name = String(decoding: bytes, as: UTF8.self)
        if known.count >= Self.kept { reload() }
        known[id] = name
        return name
    }

    private func contains(_ id: Int64) throws -> Bool {
        defer { lookup.reset() }
        try lookup.bind(1, id)
        return try lookup.step()
    }

    private func insert(_ id: Int64, _ key: Key, _ tenantKeys: TenantKeys) throws {
        let insertion =
            try self.insertion
            ?? database.prepare(
                "INSERT INTO \(names.rawValue) (id, tenant, sealed) VALUES (?1, ?2, ?3)"
            )
        self.insertion = insertion
        try insertion.bind(1, id)
        try insertion.bind(2, key.tenant)
        try insertion.bind(3, tenantKeys.seal(Array(key.name.utf8), names.sealLabel(id)))
        try insertion.run()
    }
}
