import Access
import Diagnostics
import Glibc
import Synchronization

/// The file of principals: read at start, and again when it is another one.
///
/// Looked at with one `stat` each time, so that nobody needs to signal a process in a container. A file that is being
/// written is not read before it stood still from one look to the next: half of it would take rights away from people.
final class PrincipalsFile: Sendable {
    let path: String
    private let state = Mutex(State())

    private struct State {
        /// What was read last, whether or not it had mistakes.
        var read: Signature?
        var seen: Signature?
    }

    /// What tells one state of a file from another without reading it.
    private struct Signature: Equatable {
        let device: dev_t
        let inode: ino_t
        let size: off_t
        let modified: [Int]
    }

    init(path: String) { self.path = path }

    /// Reads the file; nil when it has any mistake.
    func load(into sink: DiagnosticSink) -> PrincipalList? {
        let signature = signature()
        state.withLock { $0 = State(read: signature, seen: signature) }
        return PrincipalList.load(path: path, into: sink)
    }

    /// Whether it is another file than was read last, and stands still.
    ///
    /// A file that is not there is no reason to forget everybody: it may be about to be replaced.
    func isChanged() -> Bool {
        guard let now = signature() else { return false }
        return state.withLock { state in
            defer { state.seen = now }
            return now != state.read && now == state.seen
        }
    }

    private func signature() -> Signature? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Signature(
            device: status.st_dev,
            inode: status.st_ino,
            size: status.st_size,
            modified: [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ]
        )
    }
}
