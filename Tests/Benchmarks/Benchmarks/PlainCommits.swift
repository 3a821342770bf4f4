import Foundation
import SQLite
import Threading

/// Writes rows of the journal into a database of its own, as plainly as SQLite can do it durably.
///
/// Same tables, indexes and page size as the journal, WAL, `synchronous=FULL`, one transaction for each hundred rows of the
/// first table and what belongs to them.
final class PlainCommits {
    /// Rows of the first table in one transaction.
    static let batch = 100

    private enum Value {
        case null
        case int(Int64)
        case text(String)
        case blob([UInt8])
    }

    /// One table on both sides, by its integer key.
    private final class Table {
        let selection: Statement
        let insertion: Statement
        let types: [String]
        var last: Int64

        init(_ name: String, from journal: Database, to database: Database) throws {
            let schema =
                "SELECT sql FROM sqlite_master WHERE tbl_name = '\(name)' AND sql IS NOT NULL ORDER BY rootpage"
            for statement in try journal.all(schema, read: { $0.text(0) }) { try database.execute(statement) }
            types = try journal.all("SELECT type FROM pragma_table_info('\(name)') ORDER BY cid") { $0.text(0) }
            last = try journal.first("SELECT max(rowid) FROM \(name)") { $0.int64(0) } ?? 0
            selection = try journal.prepare("SELECT * FROM \(name) WHERE rowid > ?1 ORDER BY rowid")
            let places = (1...types.count).map { "?\($0)" }.joined(separator: ", ")
            insertion = try database.prepare("INSERT INTO \(name) VALUES (\(places))")
        }

        /// The rows that came since the last call; the integer key is each table's first column.
        func read() throws -> [[Value]] {
            try selection.bind(1, last)
            var rows: [[Value]] = []
            try selection.forEachRow { row in
                last = row.int64(0)
                rows.append(
                    types.enumerated().map { column, type in
                        let place = Int32(column)
                        if row.isNull(place) { return .null }
                        return switch type {
                        case "TEXT": .text(row.text(place))
                        case "BLOB": .blob(row.blob(place))
                        default: .int(row.int64(place))
                        }
                    }
                )
            }
            return rows
        }

        func insert(_ row: [Value]) throws {
            for (column, value) in row.enumerated() {
                let place = Int32(column + 1)
                switch value {
                case .null: try insertion.bindNull(place)
                case .int(let number): try insertion.bind(place, number)
                case .text(let text): try insertion.bind(place, text)
                case .blob(let bytes): try insertion.bind(place, bytes)
                }
            }
            try insertion.run()
        }
    }

    private let journal: Database
    private let database: Database
    private let tables: [Table]

    /// Copies the schema of `tables` of the journal at `path` into a new database at `copy`; rows that are there already are
    /// left out.
    init(journal path: String, copy: String, tables: [String] = ["messages"]) throws {
        let journal = try Database(path: path, access: .readOnly)
        let database = try Database(path: copy)
        try database.pragma("page_size", "8192")
        try database.pragma("journal_mode", "WAL")
        try database.pragma("synchronous", "FULL")
        try database.pragma("cache_size", "-32768")
        self.tables = try tables.map { try Table($0, from: journal, to: database) }
        self.journal = journal
        self.database = database
    }

    /// Inserts every row that the journal got since the last call, and returns how many rows of the first table a second;
    /// reading is not counted.
    func run() throws -> Double {
        let rows = try tables.map { try $0.read() }
        let count = rows.first?.count ?? 0
        let start = MonotonicClock.system.now()
        for first in stride(from: 0, to: count, by: Self.batch) {
            try database.begin()
            for (table, rows) in zip(tables, rows) where first < rows.count {
                for row in rows[first..<min(first + Self.batch, rows.count)] { try table.insert(row) }
            }
            try database.commit()
        }
        return Double(count) / (MonotonicClock.system.now() - start).seconds
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
