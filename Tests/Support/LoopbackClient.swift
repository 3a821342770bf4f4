import Foundation

/// Connects to a loopback port and speaks whatever a test wants, also nonsense.
public final class LoopbackClient {
    private let descriptor: Int32
    private let connection: LoopbackConnection

    /// Connects at once.
    public init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let descriptor = descriptor
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        connection = LoopbackConnection(descriptor: descriptor)
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a text.
    public func write(_ text: String) { connection.write(text) }

    /// Returns the next line; nil when the other side has closed.
    public func readLine() -> String? { connection.readLine() }
}

@available(*, unavailable)
extension LoopbackClient: Sendable {}
