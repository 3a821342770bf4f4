import Glibc

/// Writes whole files so that a crash leaves the old one, the new one or none, never a part.
enum DurableFile {
    /// Writes `bytes` to `directory/name`, making the directory where it is missing.
    ///
    /// Blocks for two fsyncs. A file of that name is replaced. What a crash leaves behind is a name that begins with a dot.
    /// - Throws: ``DurableFileError``; the file is then as it was.
    static func write(_ bytes: [UInt8], to name: String, in directory: String, unique: String) throws(DurableFileError)
    {
        try makeDirectory(directory)
        let temporary = "\(directory)/.\(name).\(unique)"
        do throws(DurableFileError) {
            try writeAndSync(bytes, to: temporary)
            try check(rename(temporary, "\(directory)/\(name)"), "rename", "\(directory)/\(name)")
        } catch {
            unlink(temporary)
            throw error
        }
        try sync(directory: directory)
    }

    private static func writeAndSync(_ bytes: [UInt8], to path: String) throws(DurableFileError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        try check(file, "open", path)
        defer { close(file) }
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

    var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }
}
