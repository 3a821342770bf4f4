import Glibc

/// Tells rotation whether somebody else has the keystore open: all who do share a lock on a file beside it.
///
/// A file of its own: closing any descriptor of the database would give up SQLite's locks of this process (fcntl(2)).
final class KeystoreLock {
    private let descriptor: Int32
    private let path: String

    init(of path: String, mode: Keystore.Mode) throws(KeystoreError) {
        self.path = path
        let file = "\(path).lock"
        descriptor = open(file, (mode == .readOnly ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0o600)
        // Somebody who only reads, from a medium that nobody writes, finds no such file.
        if descriptor < 0, mode == .readOnly { return }
        guard descriptor >= 0 else { throw SecretFile.failure(file) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { throw .inUse(path: path) }
    }

    /// Also after an initialiser that threw: closed there too, the descriptor might be somebody else's by now.
    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Runs `body` while nobody else has the keystore open.
    func alone<R>(_ body: () throws(KeystoreError) -> R) throws(KeystoreError) -> R {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // A failed change of a lock may have lost the old one.
            flock(descriptor, LOCK_SH)
            throw .inUse(path: path)
        }
        defer { flock(descriptor, LOCK_SH) }
        return try body()
    }
}
