import Crypto
import SQLite
import Synchronization
import Threading

/// Reads the rows of a journal's messages with SQLite and hashes what they hold, and does nothing else.
///
/// That is the least that any verification must do: the same rows, the same columns, every sealed byte through SHA-256 once, on as many
/// threads, each with chunks of its own in turn.
struct PlainReading {
    let directory: String

    private static let chunk: Int64 = 8_192

    /// Reads everything, and returns how many rows.
    func run(threads: Int) throws -> Int {
        let (directory, chunk) = (directory, Self.chunk)
        let next = Atomic<Int64>(0)
        let total = Atomic<Int>(0)
        let failure = Mutex<(any Error)?>(nil)
        let head = try open().first("SELECT max(seq) FROM messages") { $0.int64(0) } ?? 0
        withExtendedLifetime(directory) {
            let running = (0..<threads).map { number in
                DedicatedThread(name: "plain-\(number)") {
                    do {
                        let database = try open()
                        let rows = try database.prepare(Self.sql)
                        while true {
                            let first = next.add(chunk, ordering: .relaxed).oldValue
                            guard first < head else { return }
                            total.add(try Self.read(rows, first), ordering: .relaxed)
                        }
                    } catch {
                        failure.withLock { $0 = error }
                    }
                }
            }
            for thread in running { thread.join() }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return total.load(ordering: .relaxed)
    }

    private static let sql = """
        SELECT seq, id, owner, principal, kind, tenant, recorded_at, clock, previous, log_index, log_previous, leaf_version,
        peer, key, content_hash, leaf_hash, sealed FROM messages WHERE seq > ?1 AND seq <= ?2 ORDER BY seq
        """

    private func open() throws -> Database {
        let database = try Database(path: directory + "/journal.sqlite", access: .readOnly)
        try database.pragma("cache_size", "-8192")
        return database
    }

    private static func read(_ rows: Statement, _ first: Int64) throws -> Int {
        defer { rows.reset() }
        try rows.bind(1, first)
        try rows.bind(2, first + chunk)
        var count = 0
        while try rows.step() {
            _ = rows.withBlob(16) { SHA256.hash($0) }
            count += 1
        }
        return count
    }
}
