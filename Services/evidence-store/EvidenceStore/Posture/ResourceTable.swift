import Messages
import SQL

/// Knows the resources of every tenant, the changes of each, and the posture that is in force.
final class ResourceTable {
    private let database: Database
    private let lookup: Statement
    private let insertion: Statement
    private let changeInsertion: Statement
    private let changeLookup: Statement
    private let postureLookup: Statement
    private let postureWrite: Statement
    private let identity: Statement

    init(in database: Database) throws {
        self.database = database
        lookup = try database.prepare("SELECT id FROM resources WHERE tenant = ?1 AND key = ?2")
        insertion = try database.prepare(
            "INSERT INTO resources (tenant, key, type, first_change) VALUES (?1, ?2, ?3, ?4)"
        )
        changeInsertion = try database.prepare(
            """
            INSERT INTO changes (seq, resource, source, version, observed_at, recorded_at, action, actor_at, actor_length)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        )
        changeLookup = try database.prepare(
            """
            SELECT seq, resource, source, version, observed_at, recorded_at, action, actor_at, actor_length
            FROM changes WHERE seq = ?1
            """
        )
        postureLookup = try database.prepare(
            """
            SELECT change, source, version, observed_at, policy, assessment, deleted, outcomes FROM posture WHERE resource = ?1
            """
        )
        postureWrite = try database.prepare(
            """
            REPLACE INTO posture (resource, change, source, version, observed_at, policy, assessment, deleted, outcomes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        )
        identity = try database.prepare("SELECT key FROM resources WHERE id = ?1")
    }

    /// The number of the resource, which is written down if it is new; `seq` is then its first change.
    ///
    /// A known resource's row is not touched: a write to a random page for each change would cost more than the message.
    func id(tenant: Int64, key: String, type: String, seq: Int64) throws -> Int64 {
        if let id = try known(tenant: tenant, key: key) { return id }
        try insertion.bind(1, tenant)
        try insertion.bind(2, key)
        try insertion.bind(3, type)
        try insertion.bind(4, seq)
        try insertion.run()
        return database.lastInsertRowID
    }

    private func known(tenant: Int64, key: String) throws -> Int64? {
        defer { lookup.reset() }
        try lookup.bind(1, tenant)
        try lookup.bind(2, key)
        return try lookup.step() ? lookup.int64(0) : nil
    }

    func key(of resource: Int64) throws -> String {
        defer { identity.reset() }
        try identity.bind(1, resource)
        return try identity.step() ? identity.text(0) : ""
    }

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

    func posture(of resource: Int64) throws -> ResourcePosture? {
        defer { postureLookup.reset() }
        try postureLookup.bind(1, resource)
        return try postureLookup.step() ? Self.readPosture(postureLookup, from: 0) : nil
    }

    func write(_ posture: ResourcePosture, of resource: Int64) throws {
        let standing = posture.standing
        try postureWrite.bind(1, resource)
        try postureWrite.bind(2, standing.change)
        try postureWrite.bind(3, standing.source)
        try postureWrite.bind(4, standing.version)
        try postureWrite.bind(5, standing.observedAt)
        try postureWrite.bind(6, standing.policyVersion)
        try postureWrite.bind(7, standing.assessment)
        try postureWrite.bind(8, posture.isDeleted)
        try postureWrite.bind(9, posture.rules.stored)
        try postureWrite.run()
    }

    /// Reads change, source, version, observed_at, policy, assessment, deleted and outcomes from `first` on.
    static func readPosture(_ row: Statement, from first: Int32) -> ResourcePosture {
        ResourcePosture(
            standing: Standing(
                change: row.int64(first),
                source: row.int64(first + 1),
                version: row.optionalInt64(first + 2),
                observedAt: row.timestamp(first + 3),
                policyVersion: row.int64(first + 4),
                assessment: row.int64(first + 5)
            ),
            isDeleted: row.bool(first + 6),
            rules: row.withBlob(first + 7) { [RuleState](stored: $0) }
        )
    }
}
