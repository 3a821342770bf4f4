import CZeroMQ

/// What a socket is for; names as in libzmq.
public enum SocketKind: Sendable {
    /// Publishes; drops silently for a subscriber whose queue is full.
    case pub
    /// Receives what it subscribed to.
    case sub
    /// Publishes and receives the subscriptions.
    case xpub
    /// Talks to many peers by their routing id, in the first frame.
    case router
    /// Talks to one or more ROUTERs without waiting for replies.
    case dealer
    /// Answers requests one at a time (ZAP handlers).
    case rep
    /// Asks and waits; for tests of ``rep``.
    case req
    /// Talks to exactly one peer in the process.
    case pair

    var code: Int32 {
        switch self {
        case .pub: ZMQ_PUB
        case .sub: ZMQ_SUB
        case .xpub: ZMQ_XPUB
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .rep: ZMQ_REP
        case .req: ZMQ_REQ
        case .pair: ZMQ_PAIR
        }
    }
}

/// One ZeroMQ socket.
///
/// Lives on the thread that made it: sockets are not thread-safe, hence neither Sendable nor copyable.
///
/// Set every option before ``bind(_:)`` or ``connect(_:)``: later ones only count for later connections. Going out of
/// scope closes the socket; what it still has to send is kept for its linger time.
public struct Socket: ~Copyable {
    let handle: UnsafeMutableRawPointer
    private let context: Context

    /// Opens a socket.
    public init(_ kind: SocketKind, in context: Context) throws(ZeroMQError) {
        guard let handle = zmq_socket(context.handle, kind.code) else {
            throw ZeroMQError(code: zmq_errno(), call: "zmq_socket \(kind)")
        }
        self.handle = handle
        self.context = context
    }

    deinit { zmq_close(handle) }

    /// Listens at `endpoint`, such as `tcp://*:7401`, `tcp://127.0.0.1:*` or `inproc://name`.
    public func bind(_ endpoint: String) throws(ZeroMQError) {
        try check("zmq_bind \(endpoint)") { zmq_bind(handle, endpoint) }
    }

    /// Stops listening and closes the connections that came in there.
    public func unbind(_ endpoint: String) throws(ZeroMQError) {
        try check("zmq_unbind \(endpoint)") { zmq_unbind(handle, endpoint) }
    }

    /// Starts connecting, and connects again whenever the connection breaks.
    ///
    /// Never waits; the name may not resolve yet.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        try check("zmq_connect \(endpoint)") { zmq_connect(handle, endpoint) }
    }

    /// Gives the connection up, with everything that is queued for it.
    public func disconnect(_ endpoint: String) throws(ZeroMQError) {
        try check("zmq_disconnect \(endpoint)") { zmq_disconnect(handle, endpoint) }
    }

    /// Receives what starts with `prefix`; end it with `/`, because `a/1` also matches `a/10`.
    public func subscribe(_ prefix: String) throws(ZeroMQError) {
        try set(ZMQ_SUBSCRIBE, "ZMQ_SUBSCRIBE", prefix)
    }

    /// Ends one subscription that was made with the same prefix.
    public func unsubscribe(_ prefix: String) throws(ZeroMQError) {
        try set(ZMQ_UNSUBSCRIBE, "ZMQ_UNSUBSCRIBE", prefix)
    }

    /// The endpoint of the last bind or connect, with the port that was chosen for `*` or 0.
    public var lastEndpoint: String {
        get throws(ZeroMQError) {
            var buffer = [CChar](repeating: 0, count: 1_024)
            var size = buffer.count
            try check("zmq_getsockopt ZMQ_LAST_ENDPOINT") {
                zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &buffer, &size)
            }
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    func set(_ option: Int32, _ name: String, _ value: Int) throws(ZeroMQError) {
        var value = Int32(clamping: value)
        try check("zmq_setsockopt \(name)=\(value)") { zmq_setsockopt(handle, option, &value, 4) }
    }

    func set(_ option: Int32, _ name: String, wide value: Int64) throws(ZeroMQError) {
        var value = value
        try check("zmq_setsockopt \(name)=\(value)") { zmq_setsockopt(handle, option, &value, 8) }
    }

    /// The value is left out of the error, since it may be a secret key.
    func set(_ option: Int32, _ name: String, _ value: String) throws(ZeroMQError) {
        var value = value
        let status: Int32 = value.withUTF8 { bytes in
            while true {
                let result = zmq_setsockopt(handle, option, bytes.baseAddress, bytes.count)
                if result == 0 { return 0 }
                if zmq_errno() != ZeroMQError.EINTR { return zmq_errno() }
            }
        }
        if status != 0 { throw ZeroMQError(code: status, call: "zmq_setsockopt \(name)") }
    }
}

@available(*, unavailable)
extension Socket: Sendable {}
