import Crypto
import SQL

/// A table as both databases have it: its columns, and what its rows are told apart by.
struct MovedTable {
    /// What a column holds; the journal's tables have nothing else.
    enum Content: String {
        case integer = "INTEGER"
        case text = "TEXT"
        case bytes = "BLOB"
    }

    struct Column {
        var name: String
        var content: Content
    }

    let name: String
    let columns: [Column]
    /// The places of the primary key's columns, in their order.
    let key: [Int]

    /// Reads what SQLite says of a table.
    ///
    /// - Throws: ``MoveError/unknownTable(_:)`` for one whose rows cannot be told apart, or that holds something else.
    init(_ name: String, in source: Database) throws {
        self.name = name
        var key: [(order: Int, place: Int)] = []
        var columns: [Column] = []
        let rows = try source.all("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid", name) {
            ($0.text(0), $0.text(1), $0.int(2))
        }
        for (place, row) in rows.enumerated() {
            guard let content = Content(rawValue: row.1.uppercased()) else { throw MoveError.unknownTable(name) }
            columns.append(Column(name: row.0, content: content))
            if row.2 > 0 { key.append((row.2, place)) }
        }
        guard !key.isEmpty else { throw MoveError.unknownTable(name) }
        self.columns = columns
        self.key = key.sorted { $0.order < $1.order }.map(\.place)
    }

    var columnList: String { columns.map(\.name).joined(separator: ", ") }
    var keyList: String { key.map { columns[$0].name }.joined(separator: ", ") }

    /// Goes through all rows in the order of the key, from beginning to end; SQLite gives them one at a time.
    func rows(in source: Database) throws -> Statement {
        try source.prepare("SELECT \(columnList) FROM \(name) ORDER BY \(keyList)")
    }

    /// The rows after one whose key is bound, or the first, in the order of the key, at most `limit`; for a server, which gives
    /// the whole of a result at once.
    func page(in target: Database, isFirst: Bool, limit: Int) throws -> Statement {
        let places = (1...key.count).map { "?\($0)" }.joined(separator: ", ")
        let condition = isFirst ? "" : " WHERE (\(keyList)) > (\(places))"
        return try target.prepare("SELECT \(columnList) FROM \(name)\(condition) ORDER BY \(keyList) LIMIT \(limit)")
    }

    /// The statement that puts a row in.
    func insertion(in target: Database) throws -> Statement {
        let places = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        return try target.prepare("INSERT INTO \(name) (\(columnList)) VALUES (\(places))")
    }

    /// Binds a column of `row` to a parameter (from 1).
    func bind(_ place: Int, of row: Statement, to statement: Statement, _ parameter: Int) throws {
        let (column, parameter) = (Int32(place), Int32(parameter))
        guard !row.isNull(column) else { return try statement.bindNull(parameter) }
        switch columns[place].content {
        case .integer: try statement.bind(parameter, row.int64(column))
        case .text: try statement.bind(parameter, row.text(column))
        case .bytes: try row.withBlob(column) { try statement.bind(parameter, copying: $0) }
        }
    }

    /// Adds a row to a digest: for each column 0 for NULL, else 1, and an integer's eight bytes, or the length and the bytes.
    func add(_ row: Statement, to hash: inout SHA256) {
        for (place, one) in columns.enumerated() {
            let column = Int32(place)
            guard !row.isNull(column) else {
                hash.update(0)
                continue
            }
            hash.update(1)
            switch one.content {
            case .integer: withUnsafeBytes(of: row.int64(column).bigEndian) { hash.update($0) }
            case .text: row.withText(column) { Self.add($0, to: &hash) }
            case .bytes: row.withBlob(column) { Self.add($0, to: &hash) }
            }
        }
    }

    private static func add(_ bytes: UnsafeRawBufferPointer, to hash: inout SHA256) {
        withUnsafeBytes(of: Int64(bytes.count).bigEndian) { hash.update($0) }
        hash.update(bytes)
    }
}
