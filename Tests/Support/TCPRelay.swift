import Foundation
import Synchronization

/// Stands between a client and a server of the loopback, and does to their connections what networks do.
public final class TCPRelay: Sendable {
    /// What it does to bytes from now on, also to those of connections that stand.
    public enum Manner: Sendable, Equatable {
        /// Hands them on.
        case pass
        /// Hands them on so many milliseconds later.
        case delay(milliseconds: Int)
        /// Keeps connections, and hands nothing on: neither side is told.
        case stall
        /// Resets every connection, and refuses new ones.
        case cut
    }

    private struct State {
        var manner = Manner.pass
        var target: UInt16 = 0
        var open: Set<Int32> = []
    }

    private let state = Mutex(State())
    private let listener: Int32
    /// The port that clients connect to.
    public let port: UInt16

    /// Listens on a free port; connections go to ``target(_:)`` once there is one.
    public init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let bound = Self.listen(listener) else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = bound
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else {
                    if client >= 0 { close(client) }
                    return
                }
                self.take(client)
            }
        }
    }

    deinit { stop() }

    /// Where connections go from now on.
    public func target(_ port: Int) { state.withLock { $0.target = UInt16(port) } }

    /// What happens to bytes from now on.
    public var manner: Manner {
        get { state.withLock { $0.manner } }
        set {
            state.withLock { state in
                state.manner = newValue
                if newValue == .cut { for descriptor in state.open { Self.reset(descriptor) } }
            }
        }
    }

    /// Closes the port and all connections.
    public func stop() {
        manner = .cut
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func take(_ client: Int32) {
        let (manner, target) = state.withLock { ($0.manner, $0.target) }
        let server = manner == .cut ? -1 : Self.connect(to: target)
        guard server >= 0 else {
            Self.reset(client)
            close(client)
            return
        }
        state.withLock { state in
            state.open.formUnion([client, server])
            if state.manner == .cut { for descriptor in [client, server] { Self.reset(descriptor) } }
        }
        // Two threads use both descriptors: the last one closes them.
        let users = Atomic<Int>(2)
        let shared = Shared(users: users)
        for (from, to) in [(client, server), (server, client)] {
            Thread.detachNewThread { [weak self] in
                self?.pump(from, to)
                for descriptor in [from, to] { shutdown(descriptor, Int32(SHUT_RDWR)) }
                guard shared.leave() else { return }
                self?.state.withLock { $0.open.subtract([from, to]) }
                for descriptor in [from, to] { close(descriptor) }
            }
        }
    }

    private final class Shared: Sendable {
        private let users: Atomic<Int>

        init(users: consuming Atomic<Int>) { self.users = users }

        /// Whether nobody else uses the connection any more.
        func leave() -> Bool { users.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
    }

    private func pump(_ from: Int32, _ to: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0, hold() else { return }
            guard buffer[..<count].withUnsafeBytes({ Self.send($0, to) }) else { return }
        }
    }

    /// Waits as long as bytes are held up; false when their connection is to end.
    private func hold() -> Bool {
        if case .delay(let milliseconds) = manner { usleep(UInt32(milliseconds) * 1_000) }
        while manner == .stall { usleep(5_000) }
        return manner != .cut
    }

    private static func send(_ bytes: UnsafeRawBufferPointer, _ to: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = Glibc.send(
                to,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count,
                Int32(MSG_NOSIGNAL)
            )
            guard part > 0 else { return false }
            rest = rest.dropFirst(part)
        }
        return true
    }

    private static func listen(_ descriptor: Int32) -> UInt16? {
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }

    private static func connect(to port: UInt16) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return -1
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return address
    }

    /// Ends a connection as a firewall would: with a reset, whatever waits to be sent.
    private static func reset(_ descriptor: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
