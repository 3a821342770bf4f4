import Messages
import SQL

/// Puts rebuilt tables in the place of the journal's, in the transaction that is open.
///
/// Obligations keep their numbers, how often they were given out, and open rechecks, which follow from no message; so do attempts,
/// sweeps, summaries and refusals.
struct RebuildPlacement {
    private let database: Database
    private let (made, stored): (String, String)

    init(_ rebuild: Rebuild) {
        database = rebuild.database
        (made, stored) = (rebuild.places.made, rebuild.places.stored)
    }

    func replace() throws {
        for table in RebuiltTable.all where table.name != "obligations" && table.name != "dead_letters" {
            try database.execute("DELETE FROM \(stored).\(table.name)")
            try database.execute("INSERT INTO \(stored).\(table.name) SELECT * FROM \(made).\(table.name)")
        }
        try replaceObligations()
        try replaceDeadLetters()
    }

    private func replaceObligations() throws {
        try database.execute(
            """
            DELETE FROM \(stored).obligations WHERE (trigger = 1 OR answer IS NOT NULL)
            AND item NOT IN (SELECT item FROM \(made).obligations)
            """
        )
        let columns = RebuiltTable.obligationColumns
        let kept = ["item", "due_at", "attempts", "deaths"]
        let changed = RebuiltTable.obligations.columns.filter { !kept.contains($0) && $0 != "state" }
            .map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        try database.execute(
            """
            INSERT INTO \(stored).obligations (\(columns)) SELECT \(columns) FROM \(made).obligations WHERE true ORDER BY id
            ON CONFLICT (item) DO UPDATE SET \(changed),
            state = CASE WHEN excluded.state = 0 AND obligations.state = 1 THEN 1 ELSE excluded.state END
            """
        )
    }

    private func replaceDeadLetters() throws {
        try database.execute(
            """
            DELETE FROM \(stored).dead_letters WHERE obligation NOT IN
            (SELECT id FROM \(stored).obligations WHERE trigger <> 1 AND answer IS NULL);
            INSERT INTO \(stored).dead_letters (obligation, attempts, sealed, at, cleared_at)
            SELECT j.id, d.attempts, d.sealed, d.at, d.cleared_at FROM \(made).dead_letters d
            JOIN \(made).obligations o ON o.id = d.obligation JOIN \(stored).obligations j ON j.item = o.item ORDER BY d.id
            """
        )
    }
}
