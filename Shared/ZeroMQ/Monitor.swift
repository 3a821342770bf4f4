import CZeroMQ
import Synchronization

/// Something that happened to one of a socket's connections.
public struct MonitorEvent: Sendable, Hashable, CustomStringConvertible {
    /// Which kind; compare with the constants below.
    public let kind: Kind
    /// A file descriptor, an error number, a reconnect interval, a ZAP status or a ``ProtocolError``, by kind.
    public let value: UInt32
    /// The endpoint it is about.
    public let endpoint: String

    /// The kinds of events, named as in zmq_socket_monitor(3).
    public struct Kind: Sendable, Hashable, RawRepresentable {
        /// libzmq's number.
        public let rawValue: Int32

        /// A kind by libzmq's number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// The TCP connection stands; the handshake comes next.
        public static let connected = Kind(rawValue: ZMQ_EVENT_CONNECTED)
        /// Another attempt to connect will be made.
        public static let connectRetried = Kind(rawValue: ZMQ_EVENT_CONNECT_RETRIED)
        /// A peer's TCP connection was accepted.
        public static let accepted = Kind(rawValue: ZMQ_EVENT_ACCEPTED)
        /// A peer could not be accepted, usually for want of file descriptors: alert on it (trap E).
        public static let acceptFailed = Kind(rawValue: ZMQ_EVENT_ACCEPT_FAILED)
        /// A connection ended.
        public static let disconnected = Kind(rawValue: ZMQ_EVENT_DISCONNECTED)
        /// The connection was closed by this side.
        public static let closed = Kind(rawValue: ZMQ_EVENT_CLOSED)
        /// Both sides are sure of each other; subscriptions may still be on their way.
        public static let handshakeSucceeded = Kind(rawValue: ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        /// The handshake ended for an unknown reason.
        public static let handshakeFailedNoDetail = Kind(rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
        /// The peer does not speak as it should, or has another server's key.
        public static let handshakeFailedProtocol = Kind(rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
        /// ZAP refused the key; a client must disconnect and connect itself, libzmq never retries (trap C).
        public static let handshakeFailedAuth = Kind(rawValue: ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
        /// The monitored socket was closed.
        public static let monitorStopped = Kind(rawValue: ZMQ_EVENT_MONITOR_STOPPED)
    }

    /// The event in short.
    public var description: String { "event 0x\(String(kind.rawValue, radix: 16)) value \(value) \(endpoint)" }
}

/// Numbers monitors' inproc names, which must differ within a context.
private let monitors = Atomic<Int>(0)

/// Tells what happens to a socket's connections.
///
/// Must be read: after 2,000 unread events libzmq's I/O thread would wait. Close the monitored socket first.
public struct Monitor: ~Copyable {
    /// The socket to poll for events.
    public let socket: Socket
    private var frames: Frames

    /// Starts to watch `watched`, which must be of the same thread and of `context`.
    public init(of watched: borrowing Socket, in context: Context) throws(ZeroMQError) {
        let name = "inproc://monitor-\(monitors.add(1, ordering: .relaxed).newValue)"
        let handle = watched.handle
        try check("zmq_socket_monitor") { zmq_socket_monitor(handle, name, ZMQ_EVENT_ALL) }
        let reader = try Socket(.pair, in: context)
        try reader.set(.linger(0))
        try reader.connect(name)
        socket = reader
        frames = Frames(capacity: 2)
    }

    /// Ends the watching of a socket at once.
    ///
    /// Closing a socket is done later, by a thread of libzmq's, which would then wait for ever to tell a monitor that is gone
    /// of it: call this before both are closed while their context lives on.
    public static func stop(watching watched: borrowing Socket) throws(ZeroMQError) {
        let handle = watched.handle
        try check("zmq_socket_monitor stop") { zmq_socket_monitor(handle, nil, 0) }
    }

    /// The next event, or `nil` when there is none now.
    public mutating func next() throws(ZeroMQError) -> MonitorEvent? {
        guard try socket.receive(into: &frames), frames.count == 2, frames.size(of: 0) == 6 else { return nil }
        let (kind, value) = frames.withBytes(of: 0) { bytes in
            (bytes.loadUnaligned(as: UInt16.self), bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
        }
        return MonitorEvent(kind: .init(rawValue: Int32(kind)), value: value, endpoint: frames.text(of: 1) ?? "")
    }
}

@available(*, unavailable)
extension Monitor: Sendable {}
