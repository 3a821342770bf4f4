import Messages
import SQL

/// Walks over every resource to have it assessed again, and remembers where it stands.
final class SweepTable {
    struct Sweep: Hashable {
        var row: Int64
        var trigger: Trigger
        var policy: PolicyReference
        /// The last resource that was handed out: number of its tenant, and its own.
        var tenant: Int64
        var resource: Int64
        var handed: Int
    }

    /// A resource to be assessed again.
    struct Target {
        var resource: Int64
        var tenant: Int64
        /// The seq of the change that its posture rests on.
        var change: Int64
    }

    private let database: Database
    private let next: Statement
    private let position: Statement
    private(set) var current: Sweep?
    /// When the last periodic sweep began.
    private(set) var lastPeriodic: Timestamp?

    init(in database: Database) throws {
        self.database = database
        next = try database.prepare(
            """
            SELECT r.id, r.tenant, p.change FROM resources r JOIN posture p ON p.resource = r.id
            WHERE (r.tenant, r.id) > (?1, ?2) AND p.deleted = 0 AND p.policy < ?3 ORDER BY r.tenant, r.id LIMIT ?4
            """
        )
        position = try database.prepare("UPDATE sweeps SET tenant = ?2, resource = ?3, handed = ?4 WHERE id = ?1")
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        current = try database.first(
            """
            SELECT id, trigger, policy_version, policy_digest, tenant, resource, handed FROM sweeps WHERE state = 1
            ORDER BY id DESC LIMIT 1
            """
        ) { row in
            Sweep(
                row: row.int64(0),
                trigger: Trigger(code: row.int64(1)) ?? .policy,
                policy: PolicyReference(version: row.int64(2), digest: row.text(3)),
                tenant: row.int64(4),
                resource: row.int64(5),
                handed: row.int(6)
            )
        }
        lastPeriodic =
            try database.first("SELECT max(started_at) FROM sweeps WHERE trigger = ?", Trigger.periodic.code) {
                $0.optionalInt64(0).map { Timestamp(microseconds: $0) }
            } ?? nil
    }

    /// Begins a sweep from the first resource; one that is not finished is replaced.
    func begin(_ trigger: Trigger, _ policy: PolicyReference, at now: Timestamp) throws {
        try database.run("UPDATE sweeps SET state = 3, ended_at = ? WHERE state = 1", now.microseconds)
        try database.run(
            """
            INSERT INTO sweeps (trigger, state, policy_version, policy_digest, tenant, resource, handed, started_at)
            VALUES (?, 1, ?, ?, 0, 0, 0, ?)
            """,
            trigger.code,
            policy.version,
            policy.digest,
            now.microseconds
        )
        current = Sweep(
            row: try database.lastInsertRowID,
            trigger: trigger,
            policy: policy,
            tenant: 0,
            resource: 0,
            handed: 0
        )
        if trigger == .periodic { lastPeriodic = now }
    }

    /// Gives the next resources and moves on; ends the sweep where there are none left.
    func advance(limit: Int, at now: Timestamp) throws -> [Target] {
        guard var sweep = current, limit > 0 else { return [] }
        try next.bind(1, sweep.tenant)
        try next.bind(2, sweep.resource)
        // What was assessed by the new policy meanwhile needs no recheck because of it.
        try next.bind(3, sweep.trigger == .policy ? sweep.policy.version : Int64.max)
        try next.bind(4, limit)
        var targets: [Target] = []
        while try next.step() {
            targets.append(Target(resource: next.int64(0), tenant: next.int64(1), change: next.int64(2)))
        }
        guard let last = targets.last else {
            try database.run("UPDATE sweeps SET state = 2, ended_at = ? WHERE id = ?", now.microseconds, sweep.row)
            current = nil
            return []
        }
        sweep.tenant = last.tenant
        sweep.resource = last.resource
        sweep.handed += targets.count
        try position.bind(1, sweep.row)
        try position.bind(2, sweep.tenant)
        try position.bind(3, sweep.resource)
        try position.bind(4, sweep.handed)
        try position.run()
        current = sweep
        return targets
    }

    /// Whether the sweep may still come to a resource of this tenant.
    func isAhead(of tenant: Int64) -> Bool {
        current.map { $0.tenant <= tenant } ?? false
    }
}
