import Crypto
import SQL

/// Copies one table in the open transactions of both databases, and compares what came of it.
struct TableMove {
    private let table: MovedTable
    private let source: Database
    private let target: Database

    init(_ table: MovedTable, from source: Database, to target: Database) {
        self.table = table
        self.source = source
        self.target = target
    }

    /// Returns how many rows there are.
    func run(
        fault: (JournalMove.Step) throws -> Void,
        _ progress: (String, Int, Int) -> Void
    ) throws -> Int {
        let total = try source.first("SELECT count(*) FROM \(table.name)") { $0.int(0) } ?? 0
        let wrote = try copy { progress("copying \(table.name)", $0, total) }
        try fault(.copied)
        let read = try readBack { progress("comparing \(table.name)", $0, total) }
        guard wrote == read else {
            throw MoveError.differs(table: table.name, rows: read.rows, of: wrote.rows)
        }
        try numberOn()
        return wrote.rows
    }

    private struct Sum: Equatable {
        var rows: Int
        var digest: Digest
    }

    private func copy(_ progress: (Int) -> Void) throws -> Sum {
        let rows = try table.rows(in: source)
        defer { rows.finalize() }
        let insertion = try table.insertion(in: target)
        defer { insertion.finalize() }
        var hash = SHA256()
        var count = 0
        while try rows.step() {
            for place in table.columns.indices { try table.bind(place, of: rows, to: insertion, place + 1) }
            try insertion.run()
            table.add(rows, to: &hash)
            count += 1
            if count % JournalMove.page == 0 { progress(count) }
        }
        return Sum(rows: count, digest: hash.finish())
    }

    private func readBack(_ progress: (Int) -> Void) throws -> Sum {
        var hash = SHA256()
        var (count, inPage) = (0, 0)
        let first = try table.page(in: target, isFirst: true, limit: JournalMove.page)
        let next = try table.page(in: target, isFirst: false, limit: JournalMove.page)
        var page = first
        repeat {
            inPage = 0
            let rows = page
            while try rows.step() {
                table.add(rows, to: &hash)
                (count, inPage) = (count + 1, inPage + 1)
                guard inPage == JournalMove.page else { continue }
                for (parameter, place) in table.key.enumerated() {
                    try table.bind(place, of: rows, to: next, parameter + 1)
                }
                // A page that is bound anew must not be under way.
                rows.reset()
                break
            }
            page = next
            progress(count)
        } while inPage == JournalMove.page
        return Sum(rows: count, digest: hash.finish())
    }

    /// Has the server go on numbering after the last row.
    private func numberOn() throws {
        guard table.key.count == 1, table.columns[table.key[0]].content == .integer else { return }
        let column = table.columns[table.key[0]].name
        try target.run(
            """
            SELECT setval(pg_get_serial_sequence(?1, ?2), last) FROM
            (SELECT max(\(column)) AS last FROM \(table.name)) rows
            WHERE last > 0 AND pg_get_serial_sequence(?1, ?2) IS NOT NULL
            """,
            table.name,
            column
        )
    }
}
