import Foundation
import SQLite
import Testing

@Suite("Database")
struct DatabaseTests {
    @Test("stores values of every type and reads them back")
    func types() throws {
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a, b, c, d, e, f)")
        try database.run("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", 42, "日本", [1, 0, 2] as [UInt8], 1.5, true, nil)
        try database.run("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", Int64.min, "", [] as [UInt8], -0.5, false, "x")
        let rows = try database.all("SELECT * FROM t ORDER BY rowid") { row throws(SQLiteError) in
            "\(row.int(0)) \(row.text(1)) \(row.blob(2)) \(row.double(3)) \(row.bool(4)) \(row.optionalText(5) ?? "nil")"
        }
        #expect(rows == ["42 日本 [1, 0, 2] 1.5 true nil", "\(Int64.min)  [] -0.5 false x"])
        // Empty is not NULL.
        #expect(
            try database.first("SELECT b IS NULL, c IS NULL, typeof(c) FROM t WHERE f = 'x'") { $0.text(2) } == "blob"
        )
        #expect(try database.first("SELECT count(*) FROM t WHERE b IS NULL OR c IS NULL") { $0.int(0) } == 0)
        #expect(database.lastInsertRowID == 2 && database.changes == 1 && database.totalChanges == 2)
    }

    @Test("binds bytes without a copy while they stay in place")
    func unowned() throws {
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a BLOB, b TEXT)")
        let insert = try database.prepare("INSERT INTO t VALUES (?1, ?2)")
        for value in [[7, 8, 9], []] as [[UInt8]] {
            try value.withUnsafeBytes { bytes in
                try insert.bind(1, unowned: bytes)
                try insert.bind(2, unownedText: bytes)
                try insert.run()
            }
        }
        let counts = try database.all("SELECT a, b FROM t") { row throws(SQLiteError) in
            row.withBlob(0) { $0.count } + row.withText(1) { $0.count }
        }
        #expect(counts == [6, 0])
        #expect(try database.first("SELECT count(*) FROM t WHERE a IS NULL OR b IS NULL") { $0.int(0) } == 0)
    }

    @Test("rolls back when the body throws, and commits when it returns")
    func transactions() throws {
        struct Refusal: Error {}
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a)")
        #expect(throws: Refusal.self) {
            try database.transaction {
                try database.run("INSERT INTO t VALUES (1)")
                throw Refusal()
            }
        }
        #expect(!database.isInTransaction)
        try database.transaction(.deferred) { try database.run("INSERT INTO t VALUES (2)") }
        #expect(try database.all("SELECT a FROM t") { $0.int(0) } == [2])
    }

    @Test("is really closed by close, with statements still held")
    func closing() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.path("a.db"))
        try database.pragma("journal_mode", "WAL")
        try database.execute("CREATE TABLE t (a)")
        let insert = try database.prepare("INSERT INTO t VALUES (1)")
        try insert.run()
        #expect(FileManager.default.fileExists(atPath: folder.path("a.db-wal")))
        try database.close()
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.db-wal")))
        try database.close()
        #expect(throws: SQLiteError.self) { try insert.run() }
        #expect(throws: SQLiteError.self) { try database.prepare("SELECT 1") }
        #expect(throws: SQLiteError.self) { try database.execute("SELECT 1") }
        let again = try Database(path: folder.path("a.db"), access: .readOnly)
        #expect(try again.first("SELECT count(*) FROM t") { $0.int(0) } == 1)
    }

    @Test("copies the WAL into the file at a checkpoint")
    func checkpoint() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.path("a.db"))
        #expect(try database.pragma("journal_mode", "WAL") == "wal")
        try database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        let result = try database.checkpoint()
        #expect(result.walPages > 0 && result.walPages == result.copiedPages)
        #expect(try database.checkpoint(.truncate).walPages == 0)
    }

    @Test("runs a statement again with other values, and one row at a time")
    func statements() throws {
        let database = try Database(path: ":memory:")
        let series = try database.prepare(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i AS number FROM n"
        )
        for limit in [3, 5] {
            try series.bind(1, limit)
            var numbers: [Int] = []
            try series.forEachRow { row in numbers.append(row.int(0)) }
            #expect(numbers == Array(1...limit))
        }
        #expect(series.columnName(0) == "number" && series.columnCount == 1 && series.parameterCount == 1)
    }

    @Test("can be stopped from another thread")
    func interrupt() throws {
        let database = try Database(path: ":memory:")
        let handle = database.interruptHandle
        let stopper = Thread { while !Thread.current.isCancelled { handle.interrupt() } }
        stopper.start()
        defer { stopper.cancel() }
        let error = #expect(throws: SQLiteError.self) {
            try database.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
        }
        #expect(error?.code == .SQLITE_INTERRUPT)
        try database.close()
        handle.interrupt()
    }
}

/// Makes a folder of its own and removes it in the end.
final class TemporaryFolder {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("settei-sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
