import CZeroMQ

/// One setting of a socket.
///
/// Numbers and defaults: zmq_setsockopt(3), libzmq 4.3.4.
public enum SocketOption: Sendable {
    /// How long closing keeps what is unsent, in milliseconds; -1 is for ever and hangs the end of the process.
    case linger(Int)
    /// Messages queued per peer for sending before PUB drops; 0 is without limit.
    case sendHighWaterMark(Int)
    /// Messages queued per peer for receiving before the peer is made to wait; 0 is without limit.
    case receiveHighWaterMark(Int)
    /// The largest frame taken, in bytes. For bound sockets only: a connecting one goes deaf for ever (trap D).
    case maxMessageSize(Int)
    /// How long a peer may take over its handshake, in milliseconds.
    case handshakeInterval(Int)
    /// How long one attempt to connect may take, in milliseconds.
    case connectTimeout(Int)
    /// How long unacknowledged bytes may wait before TCP gives the connection up, in milliseconds.
    case tcpMaxRetransmit(Int)
    /// TCP keepalive: idle seconds, seconds between probes, and probes.
    case tcpKeepalive(idle: Int, interval: Int, count: Int)
    /// The pause before connecting again, in milliseconds, and how far it may grow.
    case reconnect(interval: Int, max: Int)
    /// XPUB: hands every subscription on, repeated ones too, but unsubscriptions only when nobody is subscribed any more.
    case xpubVerbose(Bool)
    /// XPUB: hands every subscription and unsubscription on, repeated ones too.
    case xpubVerboser(Bool)
    /// Whether this side holds the server's role in CURVE.
    case curveServer(Bool)
    /// This side's keys.
    case curveKeys(CurveKeyPair)
    /// The server's public key, for a client.
    case curveServerKey(CurveKey)
    /// The domain under which the ZAP handler is asked.
    case zapDomain(String)
    /// Refuses everybody when no ZAP handler answers; without it, and without a domain, ZAP fails open (trap B).
    case zapEnforceDomain(Bool)
    /// Connections that wait to be accepted.
    case backlog(Int)
    /// Whether IPv6 may be used.
    case ipv6(Bool)
    /// ROUTER: sending to an unknown peer is an error rather than a silent drop.
    case routerMandatory(Bool)
    /// ROUTER: a new connection takes over the routing id of an old one.
    case routerHandover(Bool)
    /// DEALER: the routing id under which a ROUTER knows this socket.
    case routingID(String)
    /// How long a blocking receive may wait, in milliseconds; -1 is for ever.
    case receiveTimeout(Int)
}

/// `ZMQ_ZAP_ENFORCE_DOMAIN`: undeclared in a build without drafts, but understood by the library (measured, 4.3.4).
private let zapEnforceDomainOption: Int32 = 93

extension Socket {
    /// Applies settings in their order; before bind and connect.
    public func set(_ options: SocketOption...) throws(ZeroMQError) {
        for option in options { try apply(option) }
    }

    /// Applies settings in their order; before bind and connect.
    public func set(_ options: [SocketOption]) throws(ZeroMQError) {
        for option in options { try apply(option) }
    }

    private func apply(_ option: SocketOption) throws(ZeroMQError) {
        switch option {
        case .curveServer, .curveKeys, .curveServerKey, .zapDomain, .zapEnforceDomain: try applySecurity(option)
        case .connectTimeout, .tcpMaxRetransmit, .tcpKeepalive, .reconnect, .backlog, .ipv6, .handshakeInterval:
            try applyTransport(option)
        case .linger(let milliseconds): try set(ZMQ_LINGER, "ZMQ_LINGER", milliseconds)
        case .sendHighWaterMark(let messages): try set(ZMQ_SNDHWM, "ZMQ_SNDHWM", messages)
        case .receiveHighWaterMark(let messages): try set(ZMQ_RCVHWM, "ZMQ_RCVHWM", messages)
        case .maxMessageSize(let bytes): try set(ZMQ_MAXMSGSIZE, "ZMQ_MAXMSGSIZE", wide: Int64(bytes))
        case .xpubVerbose(let on): try set(ZMQ_XPUB_VERBOSE, "ZMQ_XPUB_VERBOSE", on ? 1 : 0)
        case .xpubVerboser(let on): try set(ZMQ_XPUB_VERBOSER, "ZMQ_XPUB_VERBOSER", on ? 1 : 0)
        case .routerMandatory(let on): try set(ZMQ_ROUTER_MANDATORY, "ZMQ_ROUTER_MANDATORY", on ? 1 : 0)
        case .routerHandover(let on): try set(ZMQ_ROUTER_HANDOVER, "ZMQ_ROUTER_HANDOVER", on ? 1 : 0)
        case .routingID(let id): try set(ZMQ_ROUTING_ID, "ZMQ_ROUTING_ID", id)
        case .receiveTimeout(let milliseconds): try set(ZMQ_RCVTIMEO, "ZMQ_RCVTIMEO", milliseconds)
        }
    }

    private func applySecurity(_ option: SocketOption) throws(ZeroMQError) {
        switch option {
        case .curveServer(let on): try set(ZMQ_CURVE_SERVER, "ZMQ_CURVE_SERVER", on ? 1 : 0)
        case .curveKeys(let keys):
            try set(ZMQ_CURVE_PUBLICKEY, "ZMQ_CURVE_PUBLICKEY", keys.publicKey.z85)
            try set(ZMQ_CURVE_SECRETKEY, "ZMQ_CURVE_SECRETKEY", keys.secretKey.z85)
        case .curveServerKey(let key): try set(ZMQ_CURVE_SERVERKEY, "ZMQ_CURVE_SERVERKEY", key.z85)
        case .zapDomain(let domain): try set(ZMQ_ZAP_DOMAIN, "ZMQ_ZAP_DOMAIN", domain)
        case .zapEnforceDomain(let on): try set(zapEnforceDomainOption, "ZMQ_ZAP_ENFORCE_DOMAIN", on ? 1 : 0)
        default: break
        }
    }

    private func applyTransport(_ option: SocketOption) throws(ZeroMQError) {
        switch option {
        case .handshakeInterval(let milliseconds): try set(ZMQ_HANDSHAKE_IVL, "ZMQ_HANDSHAKE_IVL", milliseconds)
        case .connectTimeout(let milliseconds): try set(ZMQ_CONNECT_TIMEOUT, "ZMQ_CONNECT_TIMEOUT", milliseconds)
        case .tcpMaxRetransmit(let milliseconds): try set(ZMQ_TCP_MAXRT, "ZMQ_TCP_MAXRT", milliseconds)
        case .tcpKeepalive(let idle, let interval, let count):
            try set(ZMQ_TCP_KEEPALIVE, "ZMQ_TCP_KEEPALIVE", 1)
            try set(ZMQ_TCP_KEEPALIVE_IDLE, "ZMQ_TCP_KEEPALIVE_IDLE", idle)
            try set(ZMQ_TCP_KEEPALIVE_INTVL, "ZMQ_TCP_KEEPALIVE_INTVL", interval)
            try set(ZMQ_TCP_KEEPALIVE_CNT, "ZMQ_TCP_KEEPALIVE_CNT", count)
        case .reconnect(let interval, let max):
            try set(ZMQ_RECONNECT_IVL, "ZMQ_RECONNECT_IVL", interval)
            try set(ZMQ_RECONNECT_IVL_MAX, "ZMQ_RECONNECT_IVL_MAX", max)
        case .backlog(let connections): try set(ZMQ_BACKLOG, "ZMQ_BACKLOG", connections)
        case .ipv6(let on): try set(ZMQ_IPV6, "ZMQ_IPV6", on ? 1 : 0)
        default: break
        }
    }
}
