import Installation
import Messages
import SQL
import Threading

/// An attempt at an item that ended without an answer, as the journal has it.
struct RecordedAttempt: Hashable {
    let item: MessageID
    let attempt: Int
    let replica: String
    let reason: String
    /// When the store took the item back.
    let at: Timestamp
    /// How often the item failed while it was alone on a replica, over all attempts.
    let deaths: Int
}

extension Installation {
    /// The attempts that ended without an answer, in their order; read beside the store.
    func attempts() throws -> [RecordedAttempt] {
        let database = try Database(path: journal + "/journal.sqlite", access: .readOnly)
        defer { try? database.close() }
        let found = try database.all(
            """
            SELECT o.item, a.attempt, a.replica, a.reason, a.at, o.deaths
            FROM attempts a JOIN obligations o ON o.id = a.obligation ORDER BY a.at, a.attempt
            """
        ) { row in
            MessageID(bytes: row.blob(0)).map { item in
                RecordedAttempt(
                    item: item,
                    attempt: row.int(1),
                    replica: row.text(2),
                    reason: row.text(3),
                    at: Timestamp(microseconds: row.int64(4)),
                    deaths: row.int(5)
                )
            }
        }
        return found.compactMap(\.self)
    }
}

extension Timestamp {
    /// What the machine's clock says.
    static var now: Timestamp { Timestamp(milliseconds: WallClock.system.now().milliseconds) }
}
