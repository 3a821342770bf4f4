import Crypto
import Messages
import SQL

/// Carries over from schema 1 what follows from no message: how often items were given out, open rechecks, summaries, refusals.
///
/// A sweep that was on its way begins anew.
struct UpgradedRows {
    private let database: Database
    private let journal: Journal

    init(in database: Database, _ journal: Journal) {
        self.database = database
        self.journal = journal
    }

    func carry() throws {
        try carryObligations()
        try carryAttempts()
        try carrySweeps()
        try carrySummaries()
        try carryRefusals()
    }

    private func carryObligations() throws {
        try database.execute(
            """
            UPDATE main.obligations SET
            attempts = coalesce((SELECT o.attempts FROM old.obligations o WHERE o.item = obligations.item), 0),
            deaths = coalesce((SELECT o.deaths FROM old.obligations o WHERE o.item = obligations.item), 0),
            due_at = coalesce((SELECT o.due_at FROM old.obligations o WHERE o.item = obligations.item), due_at),
            state = coalesce((SELECT o.state FROM old.obligations o WHERE o.item = obligations.item), state)
            """
        )
        // Rechecks that nobody answered yet: the resource has another number now, that of its first change.
        try database.execute(
            """
            INSERT INTO main.obligations (\(RebuiltTable.obligationColumns))
            SELECT o.item, o.kind, o.state, o.tenant, c.resource, o.message, o.trigger, NULL, NULL, o.due_at, o.attempts,
            o.deaths, o.met_at, o.answer FROM old.obligations o JOIN main.changes c ON c.seq = o.message
            WHERE o.kind = 1 AND o.trigger <> 1 AND o.item NOT IN (SELECT item FROM main.obligations) ORDER BY o.id
            """
        )
    }

    private func carryAttempts() throws {
        try database.execute(
            """
            INSERT INTO main.attempts (obligation, attempt, replica, reason, at)
            SELECT n.id, a.attempt, a.replica, a.reason, a.at FROM old.attempts a
            JOIN old.obligations o ON o.id = a.obligation JOIN main.obligations n ON n.item = o.item
            """
        )
        let rows = try database.rows(
            """
            SELECT n.item, d.attempts, d.reason, d.at, d.cleared_at FROM old.dead_letters d
            JOIN old.obligations o ON o.id = d.obligation JOIN main.obligations n ON n.item = o.item
            WHERE NOT EXISTS (SELECT 1 FROM main.dead_letters m WHERE m.obligation = n.id AND m.at = d.at) ORDER BY d.id
            """,
            values: []
        ) { ($0.messageID(0), $0.int(1), $0.text(2), $0.timestamp(3), $0.optionalInt64(4)) }
        for (item, attempts, reason, at, cleared) in rows {
            guard let item, let obligation = try journal.obligations.find(item) else { continue }
            try journal.deadLetters.add(obligation, attempts: attempts, reason: reason, at: at)
            if let cleared { try journal.deadLetters.clear(obligation, at: Timestamp(microseconds: cleared)) }
        }
    }

    private func carrySweeps() throws {
        try database.execute(
            """
            DELETE FROM main.sweeps;
            INSERT INTO main.sweeps (trigger, state, policy_version, policy_digest, tenant, resource, handed, started_at, ended_at)
            SELECT trigger, state, policy_version, policy_digest, CASE WHEN state = 1 THEN 0 ELSE tenant END, 0, handed,
            started_at, ended_at FROM old.sweeps ORDER BY id
            """
        )
    }

    /// Told ones as numbers, open ones with what they are to show.
    private func carrySummaries() throws {
        let columns =
            "id, tenant, reason, state, started_at, last_at, resources, low, medium, high, critical, resolved, alert"
        try database.execute(
            """
            DELETE FROM main.summary_transitions; DELETE FROM main.summaries;
            INSERT INTO main.summaries (\(columns)) SELECT \(columns) FROM old.summaries
            """
        )
        let rows = try database.rows(
            """
            SELECT t.summary, t.place, t.severity, t.finding, t.json, s.tenant FROM old.summary_transitions t
            JOIN old.summaries s ON s.id = t.summary WHERE s.state = 1
            """,
            values: []
        ) { ($0.int64(0), $0.int(1), $0.int(2), $0.digest(3), $0.blob(4), $0.int64(5)) }
        for (summary, place, severity, finding, json, tenant) in rows {
            guard let finding, let keys = try journal.keys.index(tenant) else { continue }
            try database.run(
                "INSERT INTO main.summary_transitions (summary, place, severity, finding, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
                summary,
                place,
                severity,
                FindingTable.hash(finding.hex, keys),
                keys.seal(json, SummaryTable.label(summary, place))
            )
        }
    }

    private func carryRefusals() throws {
        try database.execute(
            "INSERT INTO main.refusal_minutes SELECT principal, minute, code, count FROM old.refusal_minutes"
        )
        let rows = try database.rows(
            """
            SELECT (SELECT name FROM old.principals WHERE id = principal), sender, token, code, place, why, size, hash, at
            FROM old.refusals ORDER BY id
            """,
            values: []
        ) { row in
            Refusal(
                principal: row.text(0),
                sender: row.text(1),
                token: row.text(2),
                code: RefusalCode(rawValue: row.text(3)) ?? .badData,
                place: row.optionalText(4),
                why: row.text(5),
                size: row.int(6),
                hash: row.digest(7) ?? SHA256.hash([]),
                at: row.timestamp(8)
            )
        }
        for refusal in rows { try journal.refusals.insert(refusal, minute: refusal.at.seconds / 60) }
    }
}
