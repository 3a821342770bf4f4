import Foundation
import SQLite
import Testing

@Suite("SQLiteError")
struct SQLiteErrorTests {
    @Test("names the mistake and the statement")
    func mistakes() throws {
        let database = try Database(path: ":memory:")
        let error = #expect(throws: SQLiteError.self) { try database.prepare("SELEKT 1") }
        #expect(error?.code == .SQLITE_ERROR)
        #expect(error?.description.contains("near \"SELEKT\"") == true)
        #expect(throws: SQLiteError.self) { try database.prepare("SELECT 1; SELECT 2") }
        #expect(throws: SQLiteError.self) { try database.prepare("") }
        #expect(throws: SQLiteError.self) { try database.run("SELECT ?", 1, 2) }
    }

    @Test("tells a unique constraint from others")
    func constraint() throws {
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a UNIQUE, b NOT NULL)")
        try database.run("INSERT INTO t VALUES (1, 1)")
        let unique = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO t VALUES (1, 1)") }
        #expect(unique?.code == .SQLITE_CONSTRAINT_UNIQUE && unique?.isConstraint == true)
        let missing = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO t VALUES (2, NULL)") }
        #expect(missing?.code == .SQLITE_CONSTRAINT_NOTNULL)
        // The statement runs again after an error.
        let insert = try database.prepare("INSERT INTO t VALUES (?, 1)")
        try insert.bind(1, 1)
        #expect(throws: SQLiteError.self) { try insert.run() }
        try insert.bind(1, 2)
        try insert.run()
    }

    @Test("tells a full disk, and the rows before it stay")
    func full() throws {
        let database = try Database(path: ":memory:")
        try database.execute("CREATE TABLE t (a)")
        try database.pragma("max_page_count", "10")
        try database.run("INSERT INTO t VALUES ('kept')")
        let error = #expect(throws: SQLiteError.self) {
            try database.transaction { try database.run("INSERT INTO t VALUES (zeroblob(1000000))") }
        }
        #expect(error?.isDiskFull == true && error?.isDamage == false)
        #expect(error?.description.contains("disk is full") == true)
        #expect(!database.isInTransaction)
        #expect(try database.first("SELECT count(*) FROM t") { $0.int(0) } == 1)
    }

    @Test("tells a damaged file and a file that is no database")
    func damage() throws {
        let folder = try TemporaryFolder()
        try Data(repeating: 7, count: 8192).write(to: URL(fileURLWithPath: folder.path("noise")))
        let noise = try Database(path: folder.path("noise"))
        let none = #expect(throws: SQLiteError.self) { try noise.pragma("user_version") }
        #expect(none?.code == .SQLITE_NOTADB && none?.isDamage == true)

        let path = folder.path("damaged")
        let database = try Database(path: path)
        try database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(20000))")
        try database.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0xff, count: 4096))
        try file.close()
        let damaged = try Database(path: path)
        let error = #expect(throws: SQLiteError.self) {
            try damaged.first("SELECT sum(length(a)) FROM t") { $0.int(0) }
        }
        #expect(error?.code.primary == .SQLITE_CORRUPT && error?.isDamage == true)
    }

    @Test("tells a lock held by another connection")
    func busy() throws {
        let folder = try TemporaryFolder()
        let first = try Database(path: folder.path("a.db"))
        try first.execute("CREATE TABLE t (a)")
        let second = try Database(path: folder.path("a.db"), access: .readWrite, busyTimeout: .zero)
        try first.begin()
        let error = #expect(throws: SQLiteError.self) { try second.begin() }
        #expect(error?.isBusy == true)
        first.rollback()
        try second.begin()
    }

    @Test("tells a file that cannot be opened")
    func cannotOpen() {
        let error = #expect(throws: SQLiteError.self) { try Database(path: "/nowhere/at/all.db", access: .readWrite) }
        #expect(error?.code.primary == .SQLITE_CANTOPEN)
    }
}
