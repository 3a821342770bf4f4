import Glibc

/// Holds a directory for this process alone, until it is let go of or the process ends.
final class DirectoryLock {
    private let descriptor: Int32

    /// Makes the directory where it is missing, and locks the file `lock` in it.
    /// - Throws: ``JournalError/locked(directory:)`` when another process holds it, ``JournalError/directory(_:reason:)`` else.
    init(_ directory: String) throws(JournalError) {
        try Self.makeDirectory(directory)
        descriptor = open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(directory) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            throw isHeld ? JournalError.locked(directory: directory) : Self.error(directory)
        }
    }

    /// Also after an initialiser that threw: closed there too, the descriptor might be somebody else's by now.
    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private static func makeDirectory(_ path: String) throws(JournalError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? String(part) : "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            // A parent may be unwritable and still be there.
            guard access(made, F_OK) == 0 else { throw error(path) }
        }
    }

    private static func error(_ path: String) -> JournalError {
        .directory(path, reason: String(cString: strerror(errno)))
    }
}

@available(*, unavailable)
extension DirectoryLock: Sendable {}
