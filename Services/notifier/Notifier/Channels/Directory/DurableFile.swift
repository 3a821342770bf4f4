import Glibc

/// A file that is written whole: a crash leaves the old one, the new one or none, never a part.
struct DurableFile {
    let name: String
    let bytes: [UInt8]

    /// Writes `files` into `directory`, one after the other, making it where it is missing.
    ///
    /// Blocks for an fsync of each and one of the directory. Files of these names are replaced. What a crash leaves behind is a name
    /// that begins with a dot.
    /// - Throws: ``DurableFileError``; the file it names and those after it are then as they were.
    static func write(_ files: [DurableFile], in directory: String, unique: String) throws(DurableFileError) {
        try makeDirectory(directory)
        for file in files { try file.write(in: directory, unique: unique) }
        try sync(directory: directory)
    }

    /// Leaves the file in its place; that it is there lasts only when the directory is synced.
    private func write(in directory: String, unique: String) throws(DurableFileError) {
        let temporary = "\(directory)/.\(name).\(unique)"
        do throws(DurableFileError) {
            let file = try Self.create(temporary)
            defer { close(file) }
            try Self.writeAndSync(bytes, to: file, temporary)
            try Self.check(rename(temporary, "\(directory)/\(name)"), "rename", "\(directory)/\(name)")
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Tries whether `directory`, made where it is missing, takes a file; nothing of it stays.
    ///
    /// Blocks for an fsync.
    /// - Throws: ``DurableFileError``, as a message would meet it there.
    static func probe(_ directory: String, unique: String) throws(DurableFileError) {
        try makeDirectory(directory)
        let path = "\(directory)/.probe.\(unique)"
        let file = try create(path)
        defer { close(file) }
        unlink(path)
        try writeAndSync([UInt8](repeating: 0, count: 4_096), to: file, path)
    }

    private static func create(_ path: String) throws(DurableFileError) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        try check(file, "open", path)
        return file
    }

    private static func writeAndSync(_ bytes: [UInt8], to file: Int32, _ path: String) throws(DurableFileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            try check(Int32(clamping: count), "write", path)
            written += count
        }
        try check(fsync(file), "fsync", path)
    }

    private static func makeDirectory(_ path: String) throws(DurableFileError) {
        if mkdir(path, 0o750) == 0 {
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                try sync(directory: String(path[..<slash]))
            }
            return
        }
        if errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw DurableFileError(call: "mkdir", path: path, code: errno)
        }
        try makeDirectory(String(path[..<slash]))
        try makeDirectory(path)
    }

    private static func sync(directory: String) throws(DurableFileError) {
        let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(handle, "open", directory)
        defer { close(handle) }
        try check(fsync(handle), "fsync", directory)
    }

    private static func check(_ result: Int32, _ call: String, _ path: String) throws(DurableFileError) {
        if result < 0 { throw DurableFileError(call: call, path: path, code: errno) }
    }
}

/// Says which call on which file failed.
struct DurableFileError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32

    var reason: String { String(cString: strerror(code)) }
    var description: String { "\(call) \(path): \(reason)" }
}
