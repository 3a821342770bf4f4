import Messages
import SQL

/// Keeps erasures that were ordered or are due, with how far each has come, so that a crash at any point is gone on from.
final class ErasureTable {
    /// What an erasure does next.
    enum Step: Int64 {
        /// Keeps what is held, and counts.
        case walking = 1
        /// The rows are gone; the keystore's keys are to be destroyed.
        case destroying = 2
        case done = 3
    }

    struct Erasure {
        var row: Int64
        var tenant: Int64
        /// The seq of the order; 0 for retention, and the hold's row negated for a hold that was released.
        var order: Int64
        var scope: ErasureScope
        var step: Step
        /// The next message of the log that is looked at.
        var position: Int64
        /// Messages of the log when it was ordered.
        var size: Int64
        var records: Int64
        var held: Int64
    }

    private let database: Database
    private(set) var pending: [Erasure] = []

    /// Whether the next step destroys keys whose rows are gone already.
    var isDestroying: Bool { pending.first?.step == .destroying }

    init(in database: Database) throws {
        self.database = database
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        pending = try database.all(
            """
            SELECT id, tenant, ordered, everything, classes, from_month, to_month, step, position, size, records, held
            FROM erasures WHERE step < 3 ORDER BY id
            """
        ) { row in
            Erasure(
                row: row.int64(0),
                tenant: row.int64(1),
                order: row.int64(2),
                scope: ErasureScope(
                    everything: row.bool(3),
                    classes: ErasureScope.classes(of: row.int64(4)),
                    from: Int32(truncatingIfNeeded: row.int64(5)),
                    to: Int32(truncatingIfNeeded: row.int64(6))
                ),
                step: Step(rawValue: row.int64(7)) ?? .walking,
                position: row.int64(8),
                size: row.int64(9),
                records: row.int64(10),
                held: row.int64(11)
            )
        }
    }

    /// Writes an erasure down and closes its keys: what is recorded from now on is sealed under others.
    func add(tenant: Int64, order: Int64, _ scope: ErasureScope, size: Int64, step: Step = .walking) throws -> Int64 {
        let row = (try database.first("SELECT coalesce(max(id), 0) + 1 FROM erasures") { $0.int64(0) }) ?? 1
        try database.run(
            """
            INSERT INTO erasures (id, tenant, ordered, everything, classes, from_month, to_month, step, position, size, records,
            held) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, 0, 0)
            """,
            row,
            tenant,
            order,
            scope.everything ? 1 : 0,
            scope.bits,
            Int64(scope.from),
            Int64(scope.to),
            step.rawValue,
            size
        )
        for purpose in scope.purposes {
            try database.run(
                """
                UPDATE keys SET erasure = ?1 WHERE tenant = ?2 AND purpose = ?3 AND destroyed_at IS NULL AND erasure IS NULL
                AND (month = 0 OR (month >= ?4 AND month <= ?5))
                """,
                row,
                tenant,
                purpose,
                Int64(scope.from),
                Int64(scope.to)
            )
        }
        try reload()
        return row
    }

    /// Has the key of a hold destroyed that was released, and with it what only the hold kept.
    func addRelease(of hold: Hold) throws {
        let scope = ErasureScope(everything: false, classes: [])
        let row = try add(tenant: hold.tenant, order: -hold.row, scope, size: 0)
        try database.run("UPDATE keys SET erasure = ? WHERE id = ?", row, hold.key)
    }

    /// Writes how far an erasure has come.
    func update(_ erasure: Erasure) throws {
        try database.run(
            "UPDATE erasures SET step = ?2, position = ?3, records = ?4, held = ?5 WHERE id = ?1",
            erasure.row,
            erasure.step.rawValue,
            erasure.position,
            erasure.records,
            erasure.held
        )
        try reload()
    }

    /// The keys that an erasure takes: their numbers, and their names in the keystore.
    func keys(of erasure: Int64) throws -> [(id: Int64, kid: [UInt8])] {
        try database.all("SELECT id, kid FROM keys WHERE erasure = ? ORDER BY id", erasure) {
            ($0.int64(0), $0.blob(1))
        }
    }
}

@available(*, unavailable)
extension ErasureTable: Sendable {}
