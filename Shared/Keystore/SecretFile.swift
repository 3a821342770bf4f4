import Glibc
import Secrets

/// Reads and makes small files that only their owner may read.
enum SecretFile {
    static func read(_ path: String) throws(KeystoreError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .file(path: path, reason: "is not a file") }
        if let objection = SecretMode.objection(to: status.st_mode, of: path) {
            throw .file(path: path, reason: objection)
        }
        var bytes = [UInt8](repeating: 0, count: KeyText.largestFile + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw failure(path) }
        return Array(bytes.prefix(count))
    }

    /// Makes the file with mode 0600, durable when it returns; what is there already is not overwritten.
    ///
    /// It is there whole or not at all, also where the process or the machine ends in the middle: what follows would take half a key for
    /// one that was damaged.
    static func create(_ path: String, _ text: String) throws(KeystoreError) {
        let bytes = Array(text.utf8)
        try create(path) { (new) throws(KeystoreError) in
            let file = open(new, O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { throw failure(path) }
            defer { close(file) }
            guard write(file, bytes, bytes.count) == bytes.count else { throw failure(path) }
        }
    }

    /// The same, with what `fill` writes into the empty file that it is given.
    static func create<R>(_ path: String, fill: (_ new: String) throws(KeystoreError) -> R) throws(KeystoreError) -> R {
        let new = path + ".new"
        unlink(new)
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer {
            close(file)
            unlink(new)
        }
        let result = try fill(new)
        guard fsync(file) == 0 else { throw failure(path) }
        guard move(new, to: path) else {
            if errno == EEXIST { throw .file(path: path, reason: "exists already; nothing was overwritten") }
            throw failure(path)
        }
        try syncFolder(of: path)
        return result
    }

    /// Gives a whole file its name; sets `errno` to EEXIST where something has it already.
    private static func move(_ file: String, to path: String) -> Bool {
        if link(file, path) == 0 { return true }
        // Not all file systems have links; on those nothing but the store's lock keeps two from making a key at the same time.
        guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) else { return false }
        guard access(path, F_OK) != 0 else {
            errno = EEXIST
            return false
        }
        return rename(file, path) == 0
    }

    /// Tells whether nothing is at `path`, and makes its folder (mode 0700) if that is missing too.
    static func isMissing(_ path: String) throws(KeystoreError) -> Bool {
        if access(path, F_OK) == 0 { return false }
        let folder = folder(of: path)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder) }
        return true
    }

    /// Makes what happened to the folder's list of files durable.
    static func syncFolder(of path: String) throws(KeystoreError) {
        let folder = folder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func failure(_ path: String) -> KeystoreError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }
}
