import Foundation
import SQLite
import Threading

/// Writes rows of the journal's table `messages` into a database of its own, as plainly as SQLite can do it durably.
///
/// Same table, indexes and page size as the journal, WAL, `synchronous=FULL`, one transaction for each hundred rows.
final class PlainCommits {
    /// Rows of one transaction.
    static let batch = 100

    private enum Value {
        case null
        case int(Int64)
        case text(String)
        case blob([UInt8])
    }

    private let journal: Database
    private let database: Database
    private let selection: Statement
    private let insertion: Statement
    private var last: Int64 = 0

    /// Copies the schema of the journal at `path` into a new database at `copy`; the rows that are there already are left out.
    init(journal path: String, copy: String) throws {
        journal = try Database(path: path, access: .readOnly)
        database = try Database(path: copy)
        try database.pragma("page_size", "8192")
        try database.pragma("journal_mode", "WAL")
        try database.pragma("synchronous", "FULL")
        try database.pragma("cache_size", "-32768")
        let schema = "SELECT sql FROM sqlite_master WHERE tbl_name = 'messages' AND sql IS NOT NULL ORDER BY rootpage"
        for statement in try journal.all(schema, read: { $0.text(0) }) { try database.execute(statement) }
        selection = try journal.prepare("SELECT * FROM messages WHERE seq > ?1 ORDER BY seq")
        last = try journal.first("SELECT max(seq) FROM messages") { $0.int64(0) } ?? 0
        let columns = selection.columnCount
        let places = (1...columns).map { "?\($0)" }.joined(separator: ", ")
        insertion = try database.prepare("INSERT INTO messages VALUES (\(places))")
    }

    /// Inserts every row that the journal got since the last call, and returns how many a second; reading is not counted.
    func run() throws -> Double {
        let rows = try read()
        let start = MonotonicClock.system.now()
        for first in stride(from: 0, to: rows.count, by: Self.batch) {
            try database.begin()
            for row in rows[first..<min(first + Self.batch, rows.count)] { try insert(row) }
            try database.commit()
        }
        return Double(rows.count) / (MonotonicClock.system.now() - start).seconds
    }

    private func insert(_ row: [Value]) throws {
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

    private func read() throws -> [[Value]] {
        let columns = (0..<Int32(selection.columnCount)).map { (place: $0, name: selection.columnName($0)) }
        try selection.bind(1, last)
        var rows: [[Value]] = []
        try selection.forEachRow { row in
            last = row.int64(0)
            rows.append(
                columns.map { column in
                    if row.isNull(column.place) { return .null }
                    switch column.name {
                    case "subject": return .text(row.text(column.place))
                    case "id", "cause", "salt", "content_hash", "leaf_hash", "payload":
                        return .blob(row.blob(column.place))
                    default: return .int(row.int64(column.place))
                    }
                }
            )
        }
        return rows
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
