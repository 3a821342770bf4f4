import Crypto
import Keystore
import Messages
import SQL

/// Finds the keys that the journal's rows name; one for the writing connection and one for each reader.
///
/// Keeps what it found until a key is destroyed anywhere in the store.
final class KeyRing {
    /// Keys kept in memory: about 400 bytes each.
    private static let kept = 20_000

    private let database: Database
    private let vault: KeyVault
    /// How rows are sealed and hidden, and whether logs are kept.
    let method: any EvidenceMethod
    private let byID: Statement
    private let byUse: Statement
    private let insertion: Statement
    private let contexts = CipherContexts()
    private var dataKeys: [Int64: (any RowSealing)?] = [:]
    private var indexes = ByNumber<TenantKeys>()
    /// By tenant and class, as ``slot(_:_:)`` numbers them.
    private var current = ByNumber<CurrentKey>()
    private var generation: Int
    /// The tenants whose keys of a month are all at hand.
    private var prepared = ByNumber<Int32>()
    /// What was looked for last: each message of a tenant asks several times.
    private var latestIndex: (tenant: Int64, keys: TenantKeys)?

    init(in database: Database, vault: KeyVault) throws {
        self.database = database
        self.vault = vault
        method = vault.method
        generation = vault.generation
        byID = try database.prepare("SELECT kid FROM keys WHERE id = ?1 AND destroyed_at IS NULL")
        byUse = try database.prepare(
            """
            SELECT id, kid FROM keys WHERE tenant = ?1 AND purpose = ?2 AND month = ?3 AND destroyed_at IS NULL
            AND (erasure IS NULL OR month = 0) ORDER BY id DESC LIMIT 1
            """
        )
        insertion = try database.prepare(
            "INSERT INTO keys (kid, tenant, purpose, month, made_at) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id"
        )
    }

    /// Forgets everything, as after a transaction that was rolled back.
    func reload() {
        dataKeys.removeAll(keepingCapacity: true)
        indexes.removeAll()
        current.removeAll()
        prepared.removeAll()
        latestIndex = nil
    }

    /// The key behind a number of the table `keys`; nil where it was destroyed.
    func dataKey(_ id: Int64) throws -> (any RowSealing)? {
        forgetDestroyed()
        if let known = dataKeys[id] { return known }
        defer { byID.reset() }
        try byID.bind(1, id)
        let key = try byID.step() ? sealingKey(byID, 0) : nil
        if dataKeys.count >= Self.kept { dataKeys.removeAll(keepingCapacity: true) }
        dataKeys[id] = .some(key)
        return key
    }

    /// What hides a tenant's rows; nil where the tenant was erased, or never had any.
    func index(_ tenant: Int64) throws -> TenantKeys? {
        forgetDestroyed()
        if let latestIndex, latestIndex.tenant == tenant { return latestIndex.keys }
        if let known = indexes[tenant] {
            latestIndex = (tenant, known)
            return known
        }
        defer { byUse.reset() }
        try byUse.bind(1, tenant)
        try byUse.bind(2, Int64(KeyPurpose.index.rawValue))
        try byUse.bind(3, 0)
        var keys: TenantKeys?
        if try byUse.step(), let bytes = try keyBytes(byUse, 1) { keys = TenantKeys(indexKey: bytes, method, contexts) }
        if indexes.count >= Self.kept { indexes.removeAll() }
        // A reader may come before the first row: what is not there yet is looked for again.
        if let keys { indexes[tenant] = keys }
        return keys
    }

    // MARK: For the writer

    /// Whether everything that a tenant's messages of a month need is made.
    func isPrepared(_ tenant: Int64, _ month: Int32) -> Bool {
        forgetDestroyed()
        return prepared[tenant] == month
    }

    /// Makes in one go the keys that messages of these tenants will need now, so that a new month costs one fsync a batch.
    func prepare(_ tenants: some Sequence<(id: Int64, name: String)>, at now: Timestamp) throws {
        forgetDestroyed()
        let month = now.month
        var missing: [(tenant: Int64, use: KeyUse)] = []
        for tenant in tenants where current[Self.slot(tenant.id, .settings)]?.month != month {
            for type in RetentionClass.allCases {
                guard try find(tenant.id, type, month) == nil else { continue }
                missing.append((tenant.id, KeyUse(tenant: tenant.name, purpose: type.purpose, month: month)))
            }
            guard try index(tenant.id) == nil else { continue }
            missing.append((tenant.id, KeyUse(tenant: tenant.name, purpose: .index, month: 0)))
        }
        try make(missing, at: now)
        for tenant in tenants { prepared[tenant.id] = month }
    }

    private func make(_ missing: [(tenant: Int64, use: KeyUse)], at now: Timestamp) throws {
        guard !missing.isEmpty else { return }
        let made = try vault.make(missing.map(\.use), at: now.microseconds)
        for ((tenant, use), kid) in zip(missing, made) { try insert(kid, tenant, use, at: now) }
    }

    /// The key that seals a tenant's messages of a class now; made where it is missing.
    func current(_ tenant: (id: Int64, name: String), _ type: RetentionClass, at now: Timestamp) throws -> CurrentKey {
        let month = now.month
        if generation == vault.generation, let known = current[Self.slot(tenant.id, type)], known.month == month {
            return known
        }
        try prepare(CollectionOfOne(tenant), at: now)
        guard let key = try find(tenant.id, type, month) else { throw JournalError.keyMissing(tenant: tenant.name) }
        return key
    }

    /// What hides a tenant's rows; made where it is missing.
    func ensureIndex(_ tenant: (id: Int64, name: String), at now: Timestamp) throws -> TenantKeys {
        if let keys = try index(tenant.id) { return keys }
        try prepare(CollectionOfOne(tenant), at: now)
        guard let keys = try index(tenant.id) else { throw JournalError.keyMissing(tenant: tenant.name) }
        return keys
    }

    /// Makes a key for one hold.
    func makeHoldKey(_ tenant: (id: Int64, name: String), at now: Timestamp) throws -> (id: Int64, key: any RowSealing)
    {
        let use = KeyUse(tenant: tenant.name, purpose: .hold, month: 0)
        guard let kid = try vault.make([use], at: now.microseconds).first else {
            throw JournalError.keyMissing(tenant: tenant.name)
        }
        try insert(kid, tenant.id, use, at: now)
        let id = try database.first("SELECT id FROM keys WHERE kid = ?", kid.bytes) { $0.int64(0) }
        guard let id, let key = try dataKey(id) else { throw JournalError.keyMissing(tenant: tenant.name) }
        return (id, key)
    }

    private func insert(_ kid: KeyID, _ tenant: Int64, _ use: KeyUse, at now: Timestamp) throws {
        defer { insertion.reset() }
        try insertion.bind(1, kid.bytes)
        try insertion.bind(2, tenant)
        try insertion.bind(3, Int64(use.purpose.rawValue))
        try insertion.bind(4, Int64(use.month))
        try insertion.bind(5, now)
        _ = try insertion.step()
    }

    /// The key of a class and a month; nil where there is none yet.
    private func find(_ tenant: Int64, _ type: RetentionClass, _ month: Int32) throws -> CurrentKey? {
        let slot = Self.slot(tenant, type)
        if let known = current[slot], known.month == month { return known }
        defer { byUse.reset() }
        try byUse.bind(1, tenant)
        try byUse.bind(2, Int64(type.purpose.rawValue))
        try byUse.bind(3, Int64(month))
        guard try byUse.step(), let key = try sealingKey(byUse, 1) else { return nil }
        if current.count >= 4 * Self.kept { current.removeAll() }
        let found = CurrentKey(id: byUse.int64(0), month: month, sealing: key)
        current[slot] = found
        return found
    }

    /// A place for each class of each tenant, beside each other.
    private static func slot(_ tenant: Int64, _ type: RetentionClass) -> Int64 { tenant << 2 + type.rawValue - 1 }

    private func forgetDestroyed() {
        let now = vault.generation
        guard now != generation else { return }
        generation = now
        reload()
    }

    private func sealingKey(_ row: Statement, _ column: Int32) throws -> (any RowSealing)? {
        try keyBytes(row, column).flatMap { method.sealing($0, contexts) }
    }

    private func keyBytes(_ row: Statement, _ column: Int32) throws -> [UInt8]? {
        try KeyID(bytes: row.blob(column)).flatMap { try vault.bytes(of: $0) }
    }
}

@available(*, unavailable)
extension KeyRing: Sendable {}
