import Glibc

/// Writes to the process's own streams.
enum StandardStream {
    case output
    case error

    /// Writes all bytes, with one system call when the reader keeps up; gives up when nobody reads.
    func write(_ bytes: [UInt8]) {
        let descriptor = self == .output ? STDOUT_FILENO : STDERR_FILENO
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }
}
