import Glibc

/// A copy in a directory, as on another machine's disk that is mounted here.
///
/// An object is written under another name, put on disk, and only then gets its own; the folder is put on disk last.
struct DirectoryTarget: CopyTarget {
    /// The folder, without `/` at its end.
    let root: String

    var description: String { root }

    init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        root = path
    }

    func create(_ name: String, _ bytes: [UInt8]) throws(CopyError) {
        if try isSame(name, bytes) { return }
        let incoming = try write(name, bytes)
        let place = root + "/" + name
        // A link never replaces; a rename does. File systems without links get the rename, after the look above.
        if link(incoming, place) == 0 {
            unlink(incoming)
        } else if errno == EEXIST {
            unlink(incoming)
            guard try isSame(name, bytes) else { throw .differs(name: name) }
        } else {
            try check(rename(incoming, place), name)
        }
        try syncFolder(of: name)
    }

    func replace(_ name: String, _ bytes: [UInt8]) throws(CopyError) {
        let incoming = try write(name, bytes)
        try check(rename(incoming, root + "/" + name), name)
        try syncFolder(of: name)
    }

    func read(_ name: String) throws(CopyError) -> [UInt8]? {
        let file = open(root + "/" + name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(name)
        }
        defer { close(file) }
        var status = stat()
        try check(fstat(file, &status), name)
        let size = Int(status.st_size)
        var done = 0
        var problem: CopyError?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while done < size {
                let part = Glibc.read(file, buffer.baseAddress.map { $0 + done }, size - done)
                if part < 0, errno == EINTR { continue }
                if part < 0 { problem = failure(name) }
                guard part > 0 else { break }
                done += part
            }
            count = done
        }
        if let problem { throw problem }
        return bytes
    }

    func contains(_ name: String) throws(CopyError) -> Bool {
        if access(root + "/" + name, F_OK) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw failure(name)
    }

    /// Throws where something else has the name.
    private func isSame(_ name: String, _ bytes: [UInt8]) throws(CopyError) -> Bool {
        guard let old = try read(name) else { return false }
        guard old == bytes else { throw .differs(name: name) }
        return true
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws(CopyError) -> String {
        guard CopyName.isValid(name) else { throw .refused("\"\(name)\" is no name of an object") }
        try makeFolders(of: name)
        let incoming = root + "/.incoming-\(getpid())"
        let file = open(incoming, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw failure(name) }
        var done = 0
        var problem: CopyError?
        bytes.withUnsafeBytes { bytes in
            while done < bytes.count {
                let part = Glibc.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if part < 0, errno == EINTR { continue }
                guard part >= 0 else {
                    problem = failure(name)
                    break
                }
                done += part
            }
        }
        if problem == nil, fsync(file) != 0 { problem = failure(name) }
        if close(file) != 0, problem == nil { problem = failure(name) }
        if let problem {
            unlink(incoming)
            throw problem
        }
        return incoming
    }

    private func makeFolders(of name: String) throws(CopyError) {
        var path = root
        // The root itself must be there: a disk that is not mounted must not become a folder of this machine.
        guard access(root, F_OK) == 0 else { throw .unavailable("\(root): \(String(cString: strerror(errno)))") }
        for part in name.split(separator: "/").dropLast() {
            let parent = path
            path += "/" + part
            if mkdir(path, 0o750) == 0 {
                try sync(parent)
            } else if errno != EEXIST {
                throw failure(name)
            }
        }
    }

    private func syncFolder(of name: String) throws(CopyError) {
        let parts = name.split(separator: "/").dropLast()
        try sync(parts.reduce(root) { $0 + "/" + $1 })
    }

    private func sync(_ folder: String) throws(CopyError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        try check(fsync(descriptor), folder)
    }

    private func check(_ status: Int32, _ name: String) throws(CopyError) {
        guard status == 0 else { throw failure(name) }
    }

    private func failure(_ name: String) -> CopyError {
        .unavailable("\(root), \(name): \(String(cString: strerror(errno)))")
    }
}
