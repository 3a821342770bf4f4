import Glibc
import SQLite

/// Checks the files of journal and keystore page by page, whatever the pages hold.
struct StoredFiles {
    private let configuration: JournalConfiguration

    init(_ configuration: JournalConfiguration) { self.configuration = configuration }

    /// Whether there is a journal in files.
    static func isThere(_ configuration: JournalConfiguration) -> Bool {
        access(JournalFile.path(in: configuration.directory), R_OK) == 0
    }

    /// What is wrong, a line each.
    func faults(_ progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) -> [String] {
        var found: [String] = []
        if !configuration.isOnServer {
            let path = JournalFile.path(in: configuration.directory)
            found += pages(path, progress)
            found += log(path)
        }
        return found + pages(configuration.keys.keystore) { _, _ in }
    }

    private func pages(_ path: String, _ progress: (Int, Int) -> Void) -> [String] {
        let sums = PageSums(checking: path, progress: progress)
        return (sums.problem.map { ["\(path): \($0)"] } ?? [])
            + sums.damaged.map { "\(path): page \($0) is not what was written" }
    }

    /// The write-ahead log, unless a store is writing it now.
    private func log(_ path: String) -> [String] {
        let lock = open(configuration.directory + "/lock", O_RDONLY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        // Closing the file lets go of it again.
        if lock >= 0, flock(lock, LOCK_SH | LOCK_NB) != 0 { return [] }
        return WriteAheadLog(checking: path + "-wal").problem.map { ["\(path)-wal: \($0)"] } ?? []
    }
}
