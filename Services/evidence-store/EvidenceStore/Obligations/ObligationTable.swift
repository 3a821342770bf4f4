import Messages
import SQL

/// Keeps what must be answered, and counts what is open.
final class ObligationTable {
    private let database: Database
    private let insertion: Statement
    private let byItem: Statement
    private let closing: Statement
    private let noting: Statement
    private let attempt: Statement
    private let waiting: Statement
    private let opening: Statement
    /// By tenant.
    private(set) var open = ByNumber<OpenCount>()
    private(set) var openRechecks = 0
    /// When the first waiting obligation is due.
    private(set) var nextDue: Timestamp?

    /// What is open for one tenant.
    struct OpenCount: Hashable, Sendable {
        var changes = 0
        var rechecks = 0

        var all: Int { changes + rechecks }
    }

    private static let columns =
        "id, item, kind, state, tenant, lane, message, trigger, route, delivery, attempts, deaths"

    init(in database: Database) throws {
        self.database = database
        insertion = try database.prepare(
            """
            INSERT INTO obligations (item, kind, state, tenant, lane, message, trigger, route, delivery, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (item) DO NOTHING
            """
        )
        byItem = try database.prepare("SELECT \(Self.columns) FROM obligations WHERE item = ?1")
        closing = try database.prepare("UPDATE obligations SET state = ?2, met_at = ?3, answer = ?4 WHERE id = ?1")
        noting = try database.prepare(
            """
            UPDATE obligations SET attempts = CASE WHEN attempts < ?2 THEN ?2 ELSE attempts END,
            deaths = CASE WHEN deaths < ?3 THEN ?3 ELSE deaths END WHERE id = ?1
            """
        )
        attempt = try database.prepare(
            "INSERT INTO attempts (obligation, attempt, replica, reason, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
        )
        waiting = try database.prepare(
            "SELECT \(Self.columns) FROM obligations WHERE state = 0 AND due_at <= ?1 ORDER BY due_at LIMIT ?2"
        )
        opening = try database.prepare("UPDATE obligations SET state = 1, deaths = 0, met_at = NULL WHERE id = ?1")
        try reload()
    }

    /// Counts everything again, as after a transaction that was rolled back.
    func reload() throws {
        open.removeAll()
        openRechecks = 0
        let rows = try database.all(
            "SELECT tenant, trigger = 1, count(*) FROM obligations WHERE state = 1 GROUP BY 1, 2"
        ) { ($0.int64(0), $0.bool(1), $0.int(2)) }
        for (tenant, isChange, count) in rows { add(count, tenant, isRecheck: !isChange) }
        try refreshNextDue()
    }

    /// Writes a need down and returns it with the number and the item it was given; nil where the same is open already.
    func add(_ need: Need, now: Timestamp) throws -> Obligation? {
        var obligation = Obligation(
            number: 0,
            item: item(for: need, salt: nil),
            kind: need.kind,
            state: need.dueAt.map { $0 > now } == true ? .waiting : .open,
            tenant: need.tenant,
            lane: need.lane,
            message: need.message.seq,
            trigger: need.trigger,
            route: need.routeID,
            delivery: need.delivery,
            attempts: 0,
            deaths: 0
        )
        if try !insert(obligation, dueAt: need.dueAt ?? now) {
            let same = try find(obligation.item)
            if let same, same.message == need.message.seq, same.state == .open || same.state == .waiting { return nil }
            // Two principals used one id, or a cause is given out again for the same reason: the journal's own number tells
            // them apart.
            obligation.item = item(for: need, salt: "\(need.message.seq)/\(now.microseconds)")
            _ = try insert(obligation, dueAt: need.dueAt ?? now)
        }
        obligation.number = try database.lastInsertRowID
        if obligation.state == .open {
            add(1, obligation.tenant, isRecheck: obligation.isRecheck)
        } else if let due = need.dueAt, nextDue.map({ due < $0 }) ?? true {
            nextDue = due
        }
        return obligation
    }

    /// Writes down an item whose need was no message: a recheck that is known by its answer.
    func adopt(_ item: MessageID, _ need: Need, now: Timestamp) throws {
        let obligation = Obligation(
            number: 0,
            item: item,
            kind: need.kind,
            state: .open,
            tenant: need.tenant,
            lane: need.lane,
            message: need.message.seq,
            trigger: need.trigger,
            attempts: 0,
            deaths: 0
        )
        guard try insert(obligation, dueAt: now) else { return }
        add(1, obligation.tenant, isRecheck: obligation.isRecheck)
    }

    func find(_ item: MessageID) throws -> Obligation? {
        defer { byItem.reset() }
        try byItem.bind(1, item)
        return try byItem.step() ? try Self.read(byItem) : nil
    }

    /// Ends an obligation: met by the message `answer`, given up or dead.
    func close(_ obligation: Obligation, as state: Obligation.State, answer: Int64?, at now: Timestamp) throws {
        try closing.bind(1, obligation.number)
        try closing.bind(2, state.rawValue)
        try closing.bind(3, now)
        try closing.bind(4, answer)
        try closing.run()
        if obligation.state == .open { add(-1, obligation.tenant, isRecheck: obligation.isRecheck) }
        if obligation.state == .waiting { try refreshNextDue() }
    }

    /// Opens what waited and is due now, at most `limit`.
    func openDue(_ now: Timestamp, limit: Int) throws -> [Obligation] {
        guard let nextDue, nextDue <= now else { return [] }
        try waiting.bind(1, now)
        try waiting.bind(2, limit)
        var due: [Obligation] = []
        while try waiting.step() { due.append(try Self.read(waiting)) }
        for index in due.indices { try reopen(&due[index]) }
        try refreshNextDue()
        return due
    }

    /// Opens an obligation that waits or is dead.
    func reopen(_ obligation: inout Obligation) throws {
        try opening.bind(1, obligation.number)
        try opening.run()
        obligation.state = .open
        obligation.deaths = 0
        add(1, obligation.tenant, isRecheck: obligation.isRecheck)
    }

    /// Writes down an attempt beyond the first.
    func note(_ note: AttemptNote, of obligation: Obligation, at now: Timestamp) throws {
        try noting.bind(1, obligation.number)
        try noting.bind(2, note.attempt)
        try noting.bind(3, note.deaths)
        try noting.run()
        try attempt.bind(1, obligation.number)
        try attempt.bind(2, note.attempt)
        try attempt.bind(3, note.replica)
        try attempt.bind(4, note.reason)
        try attempt.bind(5, now)
        try attempt.run()
    }

    private func insert(_ obligation: Obligation, dueAt: Timestamp) throws -> Bool {
        try insertion.bind(1, obligation.item)
        try insertion.bind(2, obligation.kind.code)
        try insertion.bind(3, obligation.state.rawValue)
        try insertion.bind(4, obligation.tenant)
        try insertion.bind(5, obligation.lane)
        try insertion.bind(6, obligation.message)
        try insertion.bind(7, obligation.trigger.code)
        try insertion.bind(8, obligation.route)
        try insertion.bind(9, obligation.delivery.map(Int64.init))
        try insertion.bind(10, dueAt)
        try insertion.run()
        return try database.changes == 1
    }

    private func item(for need: Need, salt: String?) -> MessageID {
        DerivedID.item(
            cause: need.message.id,
            recordedAt: need.message.recordedAt,
            kind: need.kind,
            trigger: need.kind == .assess ? need.trigger : nil,
            policy: salt.map { "\(need.occasion ?? "")#\($0)" } ?? need.occasion,
            route: need.route,
            delivery: need.delivery
        )
    }

    private func add(_ count: Int, _ tenant: Int64, isRecheck: Bool) {
        var now = open[tenant] ?? OpenCount()
        if isRecheck {
            now.rechecks += count
            openRechecks += count
        } else {
            now.changes += count
        }
        open[tenant] = now
    }

    private func refreshNextDue() throws {
        nextDue =
            try database.first("SELECT min(due_at) FROM obligations WHERE state = 0") {
                $0.optionalInt64(0).map { Timestamp(microseconds: $0) }
            } ?? nil
    }

    static func read(_ row: Statement) throws(SQLError) -> Obligation {
        guard let item = row.messageID(1), let kind = WorkKind(code: row.int64(2)),
            let state = Obligation.State(rawValue: row.int64(3)), let trigger = Trigger(code: row.int64(7))
        else {
            throw SQLError(.corrupt, "obligation \(row.int64(0)) makes no sense", in: row.sql)
        }
        return Obligation(
            number: row.int64(0),
            item: item,
            kind: kind,
            state: state,
            tenant: row.int64(4),
            lane: row.int64(5),
            message: row.int64(6),
            trigger: trigger,
            route: row.optionalInt64(8),
            delivery: row.optionalInt(9),
            attempts: row.int(10),
            deaths: row.int(11)
        )
    }
}
