import Foundation
import SQLite
import Testing

@Suite("Page sums")
struct PageSumsTests {
    @Test("every page that is written carries its sum, in both journal modes, and a changed byte is found in its page")
    func written() throws {
        for mode in ["DELETE", "WAL"] {
            let path = NSTemporaryDirectory() + "sums-\(UUID().uuidString).sqlite"
            defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
            let database = try Database(path: path)
            try database.reservePageSums()
            try database.pragma("journal_mode", mode)
            try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
            for number in 0..<300 { try database.run("INSERT INTO t VALUES (?, randomblob(900))", number) }
            try database.execute("DELETE FROM t WHERE a % 3 = 0; UPDATE t SET b = randomblob(9000) WHERE a % 7 = 0")
            try database.close()
            let whole = PageSums(checking: path)
            #expect(whole.problem == nil && whole.damaged == [] && whole.pages > 60 && whole.pageSize == 4_096)
            let file = try FileHandle(forUpdating: URL(filePath: path))
            for page in [1, 7, whole.pages] {
                let offset = UInt64(page * whole.pageSize - 1_000)
                try file.seek(toOffset: offset)
                let old = try #require(try file.read(upToCount: 1)?.first)
                try file.seek(toOffset: offset)
                try file.write(contentsOf: [old ^ 4])
                #expect(PageSums(checking: path).damaged == [page])
                try file.seek(toOffset: offset)
                try file.write(contentsOf: [old])
            }
            try file.truncate(atOffset: file.seekToEnd() - 1)
            #expect(PageSums(checking: path).problem == "its last page is cut off")
        }
    }

    @Test("a copy that SQLite makes carries them too, also where pages go to disk before the first")
    func vacuumed() throws {
        let path = NSTemporaryDirectory() + "sums-\(UUID().uuidString).sqlite"
        let copy = path + "-copy"
        defer { for file in [path, copy] { try? FileManager.default.removeItem(atPath: file) } }
        let database = try Database(path: path)
        try database.reservePageSums()
        try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
        try database.execute("BEGIN")
        for number in 0..<5_000 { try database.run("INSERT INTO t VALUES (?, randomblob(2000))", number) }
        try database.execute("COMMIT")
        try database.run("VACUUM INTO ?", copy)
        let sums = PageSums(checking: copy)
        #expect(sums.problem == nil && sums.damaged == [] && sums.pages > 2_000)
    }

    @Test("a file without sums says so, and is read and written as ever")
    func without() throws {
        let path = NSTemporaryDirectory() + "sums-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let database = try Database(path: path)
        try database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        try database.reservePageSums()
        try database.execute("INSERT INTO t VALUES (2)")
        #expect(try database.first("SELECT sum(a) FROM t") { $0.int(0) } == 3)
        try database.close()
        #expect(PageSums(checking: path).problem == "its first page does not say that pages carry sums")
        #expect(PageSums(checking: path + "x").problem == "No such file or directory")
    }
}
