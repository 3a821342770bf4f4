import SQL

/// The table `additions`: what was added to rows after they were written, in the order in which it came.
///
/// The copy follows it by number, so the numbers have no gaps, and nothing is ever taken out.
struct AdditionTable {
    /// What was added; the numbers are in the table and never change.
    enum What: Int64, Sendable {
        /// A witness's, to the entry of the store log with this position.
        case cosignature = 1
        /// A timestamp authority's, to the entry with this position.
        case timestamp = 2
        /// The end of the key with this number.
        case destruction = 3
    }

    let database: Database

    /// Notes what witnesses and authorities said of an entry; `name` is whose.
    func add(_ what: What, to number: Int64, by name: String) throws(SQLError) {
        let next = try database.first("SELECT coalesce(max(id), 0) + 1 FROM additions") { $0.int64(0) } ?? 1
        try database.run(
            """
            INSERT INTO additions (id, what, number, name) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (what, number, name) DO NOTHING
            """,
            next,
            what.rawValue,
            number,
            name
        )
    }

    /// Notes every destroyed key that is not noted yet.
    func addDestroyedKeys() throws(SQLError) {
        try database.execute(
            """
            INSERT INTO additions (id, what, number, name)
            SELECT (SELECT coalesce(max(id), 0) FROM additions) + row_number() OVER (ORDER BY id),
            \(What.destruction.rawValue), id, '' FROM keys WHERE destroyed_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM additions WHERE what = \(What.destruction.rawValue) AND number = keys.id)
            """
        )
    }
}
