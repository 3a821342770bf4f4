import SQL

/// Gives texts that come again and again a small number: principals, kinds, rules, sources, routes.
final class NameTable {
    private let database: Database
    private let table: String
    private let insertion: Statement
    private var ids: [String: Int64] = [:]
    private var names: [Int64: String] = [:]

    init(_ table: String, in database: Database) throws {
        self.database = database
        self.table = table
        insertion = try database.prepare("INSERT INTO \(table) (name) VALUES (?)")
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        ids.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        for (id, name) in try database.all("SELECT id, name FROM \(table)", read: { ($0.int64(0), $0.text(1)) }) {
            ids[name] = id
            names[id] = name
        }
    }

    /// The number of `name`, which is written down if it is new.
    func id(_ name: String) throws -> Int64 {
        if let id = ids[name] { return id }
        try insertion.bind(1, name)
        try insertion.run()
        let id = try database.lastInsertRowID
        ids[name] = id
        names[id] = name
        return id
    }

    /// The number of `name`; nil when it was never written down.
    func known(_ name: String) -> Int64? { ids[name] }

    /// The text behind a number; empty for a number that does not exist.
    func name(_ id: Int64) -> String { names[id] ?? "" }
}
