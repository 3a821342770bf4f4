import Glibc
import SQLite

/// Checks the write-ahead log, of which SQLite leaves out without a word what does not fit together.
struct StoredFiles {
    private let configuration: JournalConfiguration

    init(_ configuration: JournalConfiguration) { self.configuration = configuration }

    /// What is wrong, a line each; nothing while a store is writing the log.
    func faults() -> [String] {
        guard !configuration.isOnServer else { return [] }
        let lock = open(configuration.directory + "/lock", O_RDONLY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        // Closing the file lets go of it again.
        if lock >= 0, flock(lock, LOCK_SH | LOCK_NB) != 0 { return [] }
        let path = JournalFile.path(in: configuration.directory) + "-wal"
        return WriteAheadLog(checking: path).problem.map { ["\(path): \($0)"] } ?? []
    }
}
