import Messages
import SQL

/// Takes over from the journal's tables what rested on messages that were erased: it cannot be computed any more.
///
/// Of a tenant whose keys are gone altogether there is nothing to take over: its rows were deleted.
struct RebuildHoles {
    private let database: Database

    init(in database: Database) throws { self.database = database }

    func take(_ message: RecordedMessage) throws {
        switch message.kind {
        case .configChanged: try takeChange(message)
        case .configAssessed: try takeAssessment(message)
        case .alertRaised: try takeObligations(ofMessage: message.seq)
        case .notificationPlanned:
            try takeEnd(message)
            try copy("routes", "x.id IN (SELECT route FROM journal.obligations WHERE message = ?1)", message.seq)
            try takeObligations(ofMessage: message.seq)
        case .notificationSent, .notificationFailed:
            try takeEnd(message)
            try takeNextDelivery(message)
        default: break
        }
        try database.run(
            """
            INSERT INTO main.latest SELECT * FROM journal.latest x WHERE x.seq = ?1
            ON CONFLICT (kind, tenant, subject) DO UPDATE SET seq = excluded.seq
            """,
            message.seq
        )
    }

    private func takeChange(_ message: RecordedMessage) throws {
        try copy("resources", "x.id = (SELECT resource FROM journal.changes WHERE seq = ?1)", message.seq)
        try copy("sources", "x.id = (SELECT source FROM journal.changes WHERE seq = ?1)", message.seq)
        try copy("changes", "x.seq = ?1", message.seq)
        try takeObligations(ofMessage: message.seq)
    }

    /// The posture only where nothing that can be read replaced it: a later assessment writes over it.
    private func takeAssessment(_ message: RecordedMessage) throws {
        try takeEnd(message)
        let resource = "(SELECT resource FROM journal.posture WHERE assessment = ?1)"
        try database.run("DELETE FROM main.posture WHERE resource = \(resource)", message.seq)
        try copy("posture", "x.assessment = ?1", message.seq)
        let ofThis = "x.assessment = (SELECT id FROM journal.messages WHERE seq = ?1)"
        try database.run(
            "DELETE FROM main.findings WHERE id IN (SELECT x.id FROM journal.findings x WHERE \(ofThis))",
            message.seq
        )
        try copy("findings", ofThis, message.seq)
        try database.run("INSERT INTO main.rules SELECT * FROM journal.rules WHERE true ON CONFLICT DO NOTHING")
    }

    /// The item that the erased message answered.
    private func takeEnd(_ message: RecordedMessage) throws {
        try database.run("DELETE FROM main.obligations WHERE item = ?1", message.id.bytes)
        try copyObligations("x.item = ?1", message.id.bytes)
        try database.run(
            """
            INSERT INTO main.dead_letters (obligation, attempts, sealed, at, cleared_at)
            SELECT o.id, d.attempts, d.sealed, d.at, d.cleared_at FROM main.obligations o
            JOIN journal.obligations j ON j.item = o.item JOIN journal.dead_letters d ON d.obligation = j.id
            WHERE o.item = ?1 AND o.state = 3
            """,
            message.id.bytes
        )
    }

    /// What the message made necessary, as it was then: an answer that can be read ends it again.
    private func takeObligations(ofMessage seq: Int64) throws {
        try copyObligations("x.message = ?1", seq)
        try database.run(
            """
            UPDATE main.obligations SET state = 1, met_at = NULL, answer = NULL
            WHERE message = ?1 AND (answer IS NOT NULL OR state = 4)
            """,
            seq
        )
    }

    /// A try that failed made the next one necessary.
    private func takeNextDelivery(_ message: RecordedMessage) throws {
        try copyObligations(
            """
            EXISTS (SELECT 1 FROM journal.obligations o WHERE o.item = ?1 AND o.message = x.message AND o.route = x.route
            AND o.delivery + 1 = x.delivery)
            """,
            message.id.bytes
        )
    }

    private func copyObligations(_ condition: String, _ value: any Bindable) throws {
        let columns = RebuiltTable.obligationColumns
        try database.run(
            """
            INSERT INTO main.obligations (\(columns)) SELECT \(columns) FROM journal.obligations x WHERE \(condition)
            ON CONFLICT (item) DO NOTHING
            """,
            value
        )
    }

    private func copy(_ table: String, _ condition: String, _ seq: Int64) throws {
        try database.run(
            "INSERT INTO main.\(table) SELECT * FROM journal.\(table) x WHERE \(condition) ON CONFLICT DO NOTHING",
            seq
        )
    }
}
