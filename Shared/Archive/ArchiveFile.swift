import Glibc

/// Owns the file descriptor of an archive.
final class ArchiveFile {
    let path: String
    private let descriptor: Int32

    init(reading path: String) throws(ArchiveError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw Self.failure("open", path) }
    }

    /// Makes an empty file, in place of one that was there.
    init(writing path: String) throws(ArchiveError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw Self.failure("open", path) }
    }

    deinit { close(descriptor) }

    /// The size of a regular file; anything else has none that could be trusted.
    func size() throws(ArchiveError) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("fstat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .damaged("\(path) is no regular file") }
        return UInt64(clamping: status.st_size)
    }

    /// Fills `buffer` from `offset` on; throws where the file ends before.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ArchiveError) {
        var done = 0
        while done < buffer.count {
            let place = buffer.baseAddress.map { $0 + done }
            let count = pread(descriptor, place, buffer.count - done, off_t(clamping: offset + UInt64(done)))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("pread", path) }
            guard count > 0 else { throw .damaged("it ends too early") }
            done += count
        }
    }

    func read(_ count: Int, at offset: UInt64) throws(ArchiveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBufferPointer { bytes throws(ArchiveError) in
            try read(into: UnsafeMutableRawBufferPointer(bytes), at: offset)
        }
        return bytes
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(ArchiveError) {
        var done = 0
        while done < bytes.count {
            let place = bytes.baseAddress.map { $0 + done }
            let count = pwrite(descriptor, place, bytes.count - done, off_t(clamping: offset + UInt64(done)))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("pwrite", path) }
            done += count
        }
    }

    /// Puts what was written on the disk.
    func synchronise() throws(ArchiveError) {
        guard fsync(descriptor) == 0 else { throw Self.failure("fsync", path) }
    }

    static func failure(_ call: String, _ path: String) -> ArchiveError {
        .system(call: call, path: path, reason: String(cString: strerror(errno)))
    }
}
