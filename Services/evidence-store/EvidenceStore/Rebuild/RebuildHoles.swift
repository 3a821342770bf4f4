import Messages
import SQL

/// Takes over from the journal's tables what rested on messages that were erased: it cannot be computed any more.
///
/// Of a tenant whose keys are gone altogether there is nothing to take over: its rows were deleted.
struct RebuildHoles {
    private let database: Database
    private let (made, stored): (String, String)

    init(in database: Database, _ places: RebuildPlaces) throws {
        self.database = database
        (made, stored) = (places.made, places.stored)
    }

    func take(_ message: RecordedMessage) throws {
        switch message.kind {
        case .configChanged: try takeChange(message)
        case .configAssessed: try takeAssessment(message)
        case .alertRaised: try takeObligations(ofMessage: message.seq)
        case .notificationPlanned:
            try takeEnd(message)
            try copy("routes", "x.id IN (SELECT route FROM \(stored).obligations WHERE message = ?1)", message.seq)
            try takeObligations(ofMessage: message.seq)
        case .notificationSent, .notificationFailed:
            try takeEnd(message)
            try takeNextDelivery(message)
        default: break
        }
        try database.run(
            """
            INSERT INTO \(made).latest SELECT * FROM \(stored).latest x WHERE x.seq = ?1
            ON CONFLICT (kind, tenant, subject) DO UPDATE SET seq = excluded.seq
            """,
            message.seq
        )
    }

    private func takeChange(_ message: RecordedMessage) throws {
        try copy("resources", "x.id = (SELECT resource FROM \(stored).changes WHERE seq = ?1)", message.seq)
        try copy("sources", "x.id = (SELECT source FROM \(stored).changes WHERE seq = ?1)", message.seq)
        try copy("changes", "x.seq = ?1", message.seq)
        try takeObligations(ofMessage: message.seq)
    }

    /// The posture only where nothing that can be read replaced it: a later assessment writes over it.
    private func takeAssessment(_ message: RecordedMessage) throws {
        try takeEnd(message)
        let resource = "(SELECT resource FROM \(stored).posture WHERE assessment = ?1)"
        try database.run("DELETE FROM \(made).posture WHERE resource = \(resource)", message.seq)
        try copy("posture", "x.assessment = ?1", message.seq)
        let ofThis = "x.assessment = (SELECT id FROM \(stored).messages WHERE seq = ?1)"
        try database.run(
            "DELETE FROM \(made).findings WHERE id IN (SELECT x.id FROM \(stored).findings x WHERE \(ofThis))",
            message.seq
        )
        try copy("findings", ofThis, message.seq)
        try database.run("INSERT INTO \(made).rules SELECT * FROM \(stored).rules WHERE true ON CONFLICT DO NOTHING")
    }

    /// The item that the erased message answered.
    private func takeEnd(_ message: RecordedMessage) throws {
        try database.run("DELETE FROM \(made).obligations WHERE item = ?1", message.id.bytes)
        try copyObligations("x.item = ?1", message.id.bytes)
        try database.run(
            """
            INSERT INTO \(made).dead_letters (obligation, attempts, sealed, at, cleared_at)
            SELECT o.id, d.attempts, d.sealed, d.at, d.cleared_at FROM \(made).obligations o
            JOIN \(stored).obligations j ON j.item = o.item JOIN \(stored).dead_letters d ON d.obligation = j.id
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
            UPDATE \(made).obligations SET state = 1, met_at = NULL, answer = NULL
            WHERE message = ?1 AND (answer IS NOT NULL OR state = 4)
            """,
            seq
        )
    }

    /// A try that failed made the next one necessary.
    private func takeNextDelivery(_ message: RecordedMessage) throws {
        try copyObligations(
            """
            EXISTS (SELECT 1 FROM \(stored).obligations o WHERE o.item = ?1 AND o.message = x.message AND o.route = x.route
            AND o.delivery + 1 = x.delivery)
            """,
            message.id.bytes
        )
    }

    private func copyObligations(_ condition: String, _ value: any Bindable) throws {
        let columns = RebuiltTable.obligationColumns
        try database.run(
            """
            INSERT INTO \(made).obligations (\(columns)) SELECT \(columns) FROM \(stored).obligations x WHERE \(condition)
            ON CONFLICT (item) DO NOTHING
            """,
            value
        )
    }

    private func copy(_ table: String, _ condition: String, _ seq: Int64) throws {
        try database.run(
            "INSERT INTO \(made).\(table) SELECT * FROM \(stored).\(table) x WHERE \(condition) ON CONFLICT DO NOTHING",
            seq
        )
    }
}
