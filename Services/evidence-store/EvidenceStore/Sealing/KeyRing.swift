import Crypto
import Keystore
import Messages
import SQL

/// Finds the keys that the journal's rows name; one for the writing connection and one for each reader.
///
/// Keeps what it found until a key is destroyed anywhere in the store.
final class KeyRing {
    /// Keys kept in memory: about a kilobyte each.
    private static let kept = 20_000

    /// A tenant and what a key of it is for; one number, which is quick to look for.
    private struct Slot: Hashable {
        private let number: Int64
        var tenant: Int64 { number >> 8 }
        var purpose: UInt8 { UInt8(truncatingIfNeeded: number) }

        init(tenant: Int64, purpose: UInt8) { number = tenant << 8 | Int64(purpose) }
    }

    private let database: Database
    private let vault: KeyVault
    /// How rows are sealed and hidden, and whether logs are kept.
    let method: any EvidenceMethod
    private let byID: Statement
    private let byUse: Statement
    private let insertion: Statement
    private var dataKeys: [Int64: (any RowSealing)?] = [:]
    private var indexes: [Int64: TenantKeys?] = [:]
    private var current: [Slot: (month: Int32, id: Int64, key: any RowSealing)] = [:]
    private var generation: Int
    /// The tenants whose keys of a month are all at hand.
    private var prepared: (month: Int32, tenants: Set<Int64>) = (0, [])
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
        indexes.removeAll(keepingCapacity: true)
        current.removeAll(keepingCapacity: true)
        prepared.tenants.removeAll(keepingCapacity: true)
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
            if let known { latestIndex = (tenant, known) }
            return known
        }
        defer { byUse.reset() }
        try byUse.bind(1, tenant)
        try byUse.bind(2, Int64(KeyPurpose.index.rawValue))
        try byUse.bind(3, 0)
        var keys: TenantKeys?
        if try byUse.step(), let bytes = try keyBytes(byUse, 1) { keys = TenantKeys(indexKey: bytes, method) }
        if indexes.count >= Self.kept { indexes.removeAll(keepingCapacity: true) }
        // A reader may come before the first row: what is not there yet is looked for again.
        if keys != nil { indexes[tenant] = .some(keys) }
        return keys
    }

    // MARK: For the writer

    /// Whether everything that a tenant's messages of a month need is made.
    func isPrepared(_ tenant: Int64, _ month: Int32) -> Bool {
        forgetDestroyed()
        return prepared.month == month && prepared.tenants.contains(tenant)
    }

    /// Makes in one go the keys that messages of these tenants will need now, so that a new month costs one fsync a batch.
    func prepare(_ tenants: some Sequence<(id: Int64, name: String)>, at now: Timestamp) throws {
        forgetDestroyed()
        let month = now.month
        var missing: [(tenant: Int64, use: KeyUse)] = []
        for tenant in tenants
        where current[Slot(tenant: tenant.id, purpose: KeyPurpose.settings.rawValue)]?.month != month {
            for type in RetentionClass.allCases {
                let slot = Slot(tenant: tenant.id, purpose: type.purpose.rawValue)
                guard try !isThere(slot, month) else { continue }
                missing.append((tenant.id, KeyUse(tenant: tenant.name, purpose: type.purpose, month: month)))
            }
            guard try index(tenant.id) == nil else { continue }
            missing.append((tenant.id, KeyUse(tenant: tenant.name, purpose: .index, month: 0)))
        }
        if prepared.month != month { prepared = (month, []) }
        try make(missing, month, at: now)
        for tenant in tenants { prepared.tenants.insert(tenant.id) }
    }

    private func make(_ missing: [(tenant: Int64, use: KeyUse)], _ month: Int32, at now: Timestamp) throws {
        guard !missing.isEmpty else { return }
        let made = try vault.make(missing.map(\.use), at: now.microseconds)
        for ((tenant, use), kid) in zip(missing, made) { try insert(kid, tenant, use, at: now) }
        for (tenant, use) in missing where use.purpose != .index {
            _ = try isThere(Slot(tenant: tenant, purpose: use.purpose.rawValue), month)
        }
    }

    /// The key that seals a tenant's messages of a class now; made where it is missing.
    func current(_ tenant: (id: Int64, name: String), _ type: RetentionClass, at now: Timestamp) throws -> (
        id: Int64, key: any RowSealing
    ) {
        let slot = Slot(tenant: tenant.id, purpose: type.purpose.rawValue)
        let month = now.month
        if generation == vault.generation, let known = current[slot], known.month == month {
            return (known.id, known.key)
        }
        try prepare(CollectionOfOne(tenant), at: now)
        guard try isThere(slot, month), let known = current[slot] else {
            throw JournalError.keyMissing(tenant: tenant.name)
        }
        return (known.id, known.key)
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

    /// Whether the slot's key of this month is at hand; finds it in the table.
    private func isThere(_ slot: Slot, _ month: Int32) throws -> Bool {
        if let known = current[slot], known.month == month { return true }
        defer { byUse.reset() }
        try byUse.bind(1, slot.tenant)
        try byUse.bind(2, Int64(slot.purpose))
        try byUse.bind(3, Int64(month))
        guard try byUse.step(), let key = try sealingKey(byUse, 1) else { return false }
        if current.count >= 4 * Self.kept { current.removeAll(keepingCapacity: true) }
        current[slot] = (month, byUse.int64(0), key)
        return true
    }

    private func forgetDestroyed() {
        let now = vault.generation
        guard now != generation else { return }
        generation = now
        reload()
    }

    private func sealingKey(_ row: Statement, _ column: Int32) throws -> (any RowSealing)? {
        try keyBytes(row, column).flatMap { method.sealing($0) }
    }

    private func keyBytes(_ row: Statement, _ column: Int32) throws -> [UInt8]? {
        try KeyID(bytes: row.blob(column)).flatMap { try vault.bytes(of: $0) }
    }
}

@available(*, unavailable)
extension KeyRing: Sendable {}
