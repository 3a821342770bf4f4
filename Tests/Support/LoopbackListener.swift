import Foundation
import Synchronization

/// Accepts connections on a free loopback port and gives each a thread of its own; for servers that misbehave on purpose.
public final class LoopbackListener: Sendable {
    /// The port that is listened on.
    public let port: UInt16
    private let descriptor: Int32
    private let isStopped = Atomic(false)
    private let connections = Mutex<Set<Int32>>([])

    /// Starts to listen; `serve` gets every connection on its own thread, and it is closed when `serve` returns.
    public init(serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, pointer, &size) == 0
            }
        }
        guard status else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            defer { close(descriptor) }
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0, let self, !self.isStopped.load(ordering: .relaxed) else {
                    if connection >= 0 { close(connection) }
                    return
                }
                self.start(connection, serve)
            }
        }
    }

    deinit {
        stop()
    }

    /// Closes the port and all connections.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        // Ends the accepting thread, which closes the descriptor.
        shutdown(descriptor, Int32(SHUT_RDWR))
        connections.withLock { open in
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private func start(_ connection: Int32, _ serve: @escaping @Sendable (LoopbackConnection) -> Void) {
        _ = connections.withLock { $0.insert(connection) }
        Thread.detachNewThread { [weak self] in
            serve(LoopbackConnection(descriptor: connection))
            _ = self?.connections.withLock { $0.remove(connection) }
            close(connection)
        }
    }
}

/// Reads and writes one accepted connection; used by its own thread.
public final class LoopbackConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Returns the next line without its CRLF or LF; nil when the connection is closed.
    public func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                var line = buffer[..<end]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                let text = String(decoding: line, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return text
            }
            guard fill() else { return nil }
        }
    }

    /// Returns exactly `count` bytes; nil when the connection is closed before.
    public func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard fill() else { return nil }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// Waits until the other side closes or the listener stops, and throws away what comes.
    public func waitForClose() {
        while fill() { buffer.removeAll() }
    }

    /// Sends a text.
    public func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Sends bytes; what cannot be sent is lost.
    public func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }
}

@available(*, unavailable)
extension LoopbackConnection: Sendable {}
