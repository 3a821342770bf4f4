import Crypto
import Messages
import SQL

/// Knows the resources of every tenant, the changes of each, and the posture that is in force.
///
/// Keys, types and what rules said are hidden by the tenant's keys; times, versions and numbers are not.
final class ResourceTable {
    private let keys: KeyRing
    private let lookup: Statement
    private let insertion: Statement
    private let changeInsertion: Statement
    private let changeLookup: Statement
    private let postureLookup: Statement
    private let postureWrite: Statement
    private let identity: Statement

    /// What ``readPosture(_:from:of:_:)`` reads.
    static let postureColumns = "change, source, version, observed_at, policy, assessment, deleted, sealed"
    static let changeColumns =
        "seq, resource, source, version, observed_at, recorded_at, action, actor_at, actor_length"

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        lookup = try database.prepare("SELECT id FROM resources WHERE tenant = ?1 AND key = ?2")
        insertion = try database.prepare(
            "INSERT INTO resources (id, tenant, key, type, sealed) VALUES (?1, ?2, ?3, ?4, ?5)"
        )
        changeInsertion = try database.prepare(
            "INSERT INTO changes (\(Self.changeColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        )
        changeLookup = try database.prepare("SELECT \(Self.changeColumns) FROM changes WHERE seq = ?1")
        postureLookup = try database.prepare("SELECT \(Self.postureColumns) FROM posture WHERE resource = ?1")
        postureWrite = try database.prepare(
            """
            INSERT INTO posture (resource, \(Self.postureColumns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (resource) DO UPDATE SET change = excluded.change, source = excluded.source,
            version = excluded.version, observed_at = excluded.observed_at, policy = excluded.policy,
            assessment = excluded.assessment, deleted = excluded.deleted, sealed = excluded.sealed
            """
        )
        identity = try database.prepare("SELECT tenant, sealed FROM resources WHERE id = ?1")
    }

    // MARK: Resources

    /// The number of the resource, which is written down if it is new; `seq`, its first change, is then its number.
    ///
    /// A known resource's row is not touched: a write to a random page for each change would cost more than the message.
    func id(tenant: Int64, key: String, type: String, seq: Int64) throws -> Int64 {
        let tenantKeys = try keys.required(tenant)
        let hash = Self.hash(key, tenantKeys)
        if let id = try known(tenant: tenant, hash) { return id }
        try insertion.bind(1, seq)
        try insertion.bind(2, tenant)
        try insertion.bind(3, hash)
        try insertion.bind(4, Self.number(ofType: type, tenantKeys))
        try insertion.bind(5, tenantKeys.seal(Array(key.utf8), SealLabel("resources.key", seq)))
        try insertion.run()
        return seq
    }

    /// The number of a resource; nil where it was never written down.
    func find(_ key: String, tenant: Int64) throws -> Int64? {
        try known(tenant: tenant, Self.hash(key, keys.required(tenant)))
    }

    private func known(tenant: Int64, _ hash: [UInt8]) throws -> Int64? {
        defer { lookup.reset() }
        try lookup.bind(1, tenant)
        try lookup.bind(2, hash)
        return try lookup.step() ? lookup.int64(0) : nil
    }

    /// The resource's key; nil where no key opens it.
    func key(of resource: Int64) throws -> String? {
        defer { identity.reset() }
        try identity.bind(1, resource)
        guard try identity.step(), let tenantKeys = try keys.index(identity.int64(0)) else { return nil }
        return Self.key(identity.blob(1), of: resource, tenantKeys)
    }

    /// How a resource's key is found.
    static func hash(_ key: String, _ keys: TenantKeys) -> [UInt8] { keys.hash16("resources.key", key) }

    /// How resources of a type are found.
    static func number(ofType type: String, _ keys: TenantKeys) -> Int64 { keys.number("resources.type", type) }

    /// Opens a resource's key.
    static func key(_ sealed: [UInt8], of resource: Int64, _ keys: TenantKeys) -> String? {
        (try? keys.open(sealed, SealLabel("resources.key", resource))).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Changes

    func insert(_ change: ChangeRecord) throws {
        try changeInsertion.bind(1, change.seq)
        try changeInsertion.bind(2, change.resource)
        try changeInsertion.bind(3, change.source)
        try changeInsertion.bind(4, change.version)
        try changeInsertion.bind(5, change.observedAt)
        try changeInsertion.bind(6, change.recordedAt)
        try changeInsertion.bind(7, change.action.code)
        try changeInsertion.bind(8, change.actor.map { Int64($0.lowerBound) })
        try changeInsertion.bind(9, change.actor.map { Int64($0.count) })
        try changeInsertion.run()
    }

    func change(_ seq: Int64) throws -> ChangeRecord? {
        defer { changeLookup.reset() }
        try changeLookup.bind(1, seq)
        guard try changeLookup.step(), let action = ChangeAction(code: changeLookup.int64(6)) else { return nil }
        let start = changeLookup.int(7)
        return ChangeRecord(
            seq: changeLookup.int64(0),
            resource: changeLookup.int64(1),
            source: changeLookup.int64(2),
            version: changeLookup.optionalInt64(3),
            observedAt: changeLookup.timestamp(4),
            recordedAt: changeLookup.timestamp(5),
            action: action,
            actor: changeLookup.isNull(7) ? nil : start..<start + changeLookup.int(8)
        )
    }

    // MARK: Posture

    /// What is known of a resource; nil before the first assessment, and where the row is damaged: the next one mends it.
    func posture(of resource: Int64, tenant: Int64) throws -> ResourcePosture? {
        defer { postureLookup.reset() }
        try postureLookup.bind(1, resource)
        guard try postureLookup.step() else { return nil }
        return try Self.readPosture(postureLookup, from: 0, of: resource, keys.required(tenant))
    }

    func write(_ posture: ResourcePosture, of resource: Int64, tenant: Int64) throws {
        let standing = posture.standing
        try postureWrite.bind(1, resource)
        try postureWrite.bind(2, standing.change)
        try postureWrite.bind(3, standing.source)
        try postureWrite.bind(4, standing.version)
        try postureWrite.bind(5, standing.observedAt)
        try postureWrite.bind(6, standing.policyVersion)
        try postureWrite.bind(7, standing.assessment)
        try postureWrite.bind(8, posture.isDeleted)
        try postureWrite.bind(9, keys.required(tenant).seal(posture.rules.stored, Self.postureLabel(resource)))
        try postureWrite.run()
    }

    private static func postureLabel(_ resource: Int64) -> SealLabel { SealLabel("posture.sealed", resource) }

    /// Reads ``postureColumns`` from `first` on; nil where they cannot be opened.
    static func readPosture(
        _ row: Statement,
        from first: Int32,
        of resource: Int64,
        _ keys: TenantKeys
    ) -> ResourcePosture? {
        guard let rules = try? keys.open(row.blob(first + 7), postureLabel(resource)) else { return nil }
        return ResourcePosture(
            standing: Standing(
                change: row.int64(first),
                source: row.int64(first + 1),
                version: row.optionalInt64(first + 2),
                observedAt: row.timestamp(first + 3),
                policyVersion: row.int64(first + 4),
                assessment: row.int64(first + 5)
            ),
            isDeleted: row.bool(first + 6),
            rules: rules.withUnsafeBytes { [RuleState](stored: $0) }
        )
    }
}
