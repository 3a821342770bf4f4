import SQL

/// Copies the write-ahead log back to the database, without ever making the journal thread or a reader wait.
///
/// For the checkpoint thread, which has it run every second or so.
final class LogCopier {
    private let database: Database

    init(directory: String) throws(JournalError) {
        do {
            database = try Database(path: JournalFile.path(in: directory), access: .readWrite)
            try database.pragma("wal_autocheckpoint", "0")
            try database.pragma("synchronous", "FULL")
        } catch {
            throw JournalError(error)
        }
    }

    /// Copies what it can, and returns the pages in the log and those of them that are copied.
    func run() throws(JournalError) -> Database.CheckpointResult {
        do { return try database.checkpoint(.passive) } catch { throw JournalError(error) }
    }
}

@available(*, unavailable)
extension LogCopier: Sendable {}
