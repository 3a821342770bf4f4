import Messages
import SQL

/// Puts rebuilt tables in the place of the journal's, in the transaction that is open.
///
/// Obligations keep their numbers, how often they were given out, and open rechecks, which follow from no message; so do attempts,
/// sweeps, summaries and refusals.
struct RebuildPlacement {
    private let database: Database

    init(_ rebuild: Rebuild) { database = rebuild.database }

    func replace() throws {
        for table in RebuiltTable.all where table.name != "obligations" && table.name != "dead_letters" {
            try database.execute("DELETE FROM journal.\(table.name)")
            try database.execute("INSERT INTO journal.\(table.name) SELECT * FROM main.\(table.name)")
        }
        try replaceObligations()
        try replaceDeadLetters()
    }

    private func replaceObligations() throws {
        try database.execute(
            """
            DELETE FROM journal.obligations WHERE (trigger = 1 OR answer IS NOT NULL)
            AND item NOT IN (SELECT item FROM main.obligations)
            """
        )
        let columns = RebuiltTable.obligationColumns
        let kept = ["item", "due_at", "attempts", "deaths"]
        let changed = RebuiltTable.obligations.columns.filter { !kept.contains($0) && $0 != "state" }
            .map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        try database.execute(
            """
            INSERT INTO journal.obligations (\(columns)) SELECT \(columns) FROM main.obligations WHERE true ORDER BY id
            ON CONFLICT (item) DO UPDATE SET \(changed),
            state = CASE WHEN excluded.state = 0 AND state = 1 THEN 1 ELSE excluded.state END
            """
        )
    }

    private func replaceDeadLetters() throws {
        try database.execute(
            """
            DELETE FROM journal.dead_letters WHERE obligation NOT IN
            (SELECT id FROM journal.obligations WHERE trigger <> 1 AND answer IS NULL);
            INSERT INTO journal.dead_letters (obligation, attempts, sealed, at, cleared_at)
            SELECT j.id, d.attempts, d.sealed, d.at, d.cleared_at FROM main.dead_letters d
            JOIN main.obligations o ON o.id = d.obligation JOIN journal.obligations j ON j.item = o.item ORDER BY d.id
            """
        )
    }
}
