import Foundation
import Synchronization
import TestSupport
import Threading

/// Stands between a client and one port, passes everything on, and keeps what the client sent: somebody who taps a wire.
final class RecordingRelay: Sendable {
    /// Where clients connect to.
    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let recorded = Mutex<[UInt8]>([])
    private let descriptors = Mutex<[Int32]>([])

    init(to target: UInt16) throws {
        self.target = target
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(listener, place, size) + listen(listener, 8) + getsockname(listener, place, &size)
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = in_port_t(bigEndian: address.sin_port)
        _ = DedicatedThread(name: "relay") { [self] in accept() }
    }

    /// What clients sent so far.
    var bytes: [UInt8] { recorded.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for descriptor in descriptors.withLock({ $0 }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Sends bytes to a port, as they are, and waits until the other side closes, for two seconds at most.
    static func replay(_ bytes: [UInt8], to port: UInt16) throws {
        let descriptor = try connect(to: port)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0, let server = try? Self.connect(to: target) else { return }
            descriptors.withLock { $0 += [client, server] }
            _ = DedicatedThread(name: "relay-up") { [self] in pump(client, server, isKept: true) }
            _ = DedicatedThread(name: "relay-down") { [self] in pump(server, client, isKept: false) }
        }
    }

    private func pump(_ from: Int32, _ to: Int32, isKept: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            if isKept { recorded.withLock { $0 += buffer[..<count] } }
            guard send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(to, Int32(SHUT_RDWR))
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return address
    }

    private static func connect(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = address(port)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                Glibc.connect(descriptor, place, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        return descriptor
    }
}
