import Foundation
import SQLite
import Testing

@Suite("Write-ahead log")
struct WriteAheadLogTests {
    @Test("a write-ahead log is whole after a crash at any byte, and damaged where a byte in the middle changed")
    func log() throws {
        let path = NSTemporaryDirectory() + "log-\(UUID().uuidString).sqlite"
        let copy = path + "-copy"
        defer { for end in ["", "-wal", "-shm", "-copy"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let database = try Database(path: path)
        try database.pragma("page_size", "512")
        try database.pragma("journal_mode", "WAL")
        try database.execute("CREATE TABLE t (a)")
        for number in 0..<5 { try database.run("INSERT INTO t VALUES (?)", number) }
        let bytes = Array(try Data(contentsOf: URL(filePath: path + "-wal")))
        let whole = WriteAheadLog(checking: path + "-wal")
        #expect(
            whole.problem == nil && whole.usedBytes == bytes.count && whole.committedFrames == (bytes.count - 32) / 536
        )
        for count in stride(from: 0, to: bytes.count, by: 101) where count == 0 || count >= 32 {
            try Data(bytes.prefix(count)).write(to: URL(filePath: copy))
            #expect(WriteAheadLog(checking: copy).problem == nil, "\(count)")
        }
        for offset in stride(from: 0, to: bytes.count, by: 37) {
            var changed = bytes
            changed[offset] ^= 16
            try Data(changed).write(to: URL(filePath: copy))
            #expect(WriteAheadLog(checking: copy).problem != nil, "\(offset)")
        }
    }

    @Test(
        "beside its index what a failed write left is no damage, and what was committed may neither change nor be missing"
    )
    func index() throws {
        let path = NSTemporaryDirectory() + "log-\(UUID().uuidString).sqlite"
        let copy = path + "-copy"
        defer {
            for end in ["", "-wal", "-shm"] {
                for file in [path, copy] { try? FileManager.default.removeItem(atPath: file + end) }
            }
        }
        let database = try Database(path: path)
        try database.pragma("page_size", "512")
        try database.pragma("journal_mode", "WAL")
        try database.execute("CREATE TABLE t (a)")
        for number in 0..<5 { try database.run("INSERT INTO t VALUES (?)", number) }
        let bytes = Array(try Data(contentsOf: URL(filePath: path + "-wal")))
        try FileManager.default.copyItem(atPath: path + "-shm", toPath: copy + "-shm")
        func problem(_ log: [UInt8]) throws -> String? {
            try Data(log).write(to: URL(filePath: copy + "-wal"))
            return WriteAheadLog(checking: copy + "-wal").problem
        }
        #expect(try problem(bytes) == nil)
        // A frame's header with its page not written: the write after it failed.
        let torn = Array(bytes[(bytes.count - 536)..<(bytes.count - 500)])
        #expect(try problem(bytes + torn + [UInt8](repeating: 0, count: 500)) == nil)
        // The sync after a transaction failed, and a shorter one was written over its first frames: here the last frames of another log
        // of the same salts, whole to their end.
        try database.run("INSERT INTO t VALUES (?)", String(repeating: "x", count: 4_000))
        let long = Array(try Data(contentsOf: URL(filePath: path + "-wal")))
        #expect(long.count > bytes.count + 4 * 536)
        #expect(try problem(bytes + long[(bytes.count + 536)...]) == nil)
        for offset in stride(from: 0, to: bytes.count, by: 37) {
            var changed = bytes
            changed[offset] ^= 16
            #expect(try problem(changed) != nil, "\(offset)")
        }
        for count in stride(from: 32, to: bytes.count, by: 101) {
            #expect(try problem(Array(bytes.prefix(count))) != nil, "\(count)")
        }
    }
}
