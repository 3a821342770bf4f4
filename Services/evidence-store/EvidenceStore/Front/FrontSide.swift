import Messages
import ZeroMQ

/// Where the store's sockets are bound; a port of 0 or `*` is chosen by the system.
struct FrontEndpoints: Hashable, Sendable {
    var ingest: String
    var feed: String
    var query: String
}

/// The three sockets of one side, external or internal, in a context of their own.
///
/// Belongs to the socket thread. Every option that matters is set here, before bind. Source: zeromq.md, section 1.2.
final class FrontSide {
    let domain: AccessDomain
    let ingest: Socket
    let feed: Socket
    let query: Socket
    /// Where the sockets really are.
    let endpoints: FrontEndpoints
    private(set) var monitors: FrontMonitors

    /// Binds the sockets.
    ///
    /// The ZAP handler must listen in `context` already.
    init(
        _ domain: AccessDomain,
        in context: Context,
        keys: CurveKeyPair,
        endpoints: FrontEndpoints
    ) throws(ZeroMQError) {
        self.domain = domain
        let ingest = try Socket(.sub, in: context)
        let feed = try Socket(.xpub, in: context)
        let query = try Socket(.router, in: context)
        let common = Self.options(domain, keys: keys)
        try ingest.set(common + [.linger(0), .receiveHighWaterMark(10_000), .maxMessageSize(Self.maximumBytes)])
        try feed.set(common + [.linger(1_000), .sendHighWaterMark(10_000), .maxMessageSize(Self.maximumTopic)])
        try feed.set(.xpubVerboser(true))
        try query.set(common + [.linger(500), .sendHighWaterMark(1_000), .maxMessageSize(Self.maximumBytes)])
        monitors = FrontMonitors(
            ingest: try Monitor(of: ingest, in: context),
            feed: try Monitor(of: feed, in: context),
            query: try Monitor(of: query, in: context)
        )
        try ingest.subscribe("")
        try ingest.bind(Self.wildcard(endpoints.ingest))
        try feed.bind(Self.wildcard(endpoints.feed))
        try query.bind(Self.wildcard(endpoints.query))
        self.endpoints = FrontEndpoints(
            ingest: try ingest.lastEndpoint,
            feed: try feed.lastEndpoint,
            query: try query.lastEndpoint
        )
        self.ingest = ingest
        self.feed = feed
        self.query = query
    }

    /// Sends the three frames of the feed.
    ///
    /// A subscriber whose queue is full loses them, and notices by their numbers.
    func publish(_ topic: String, _ position: [UInt8], _ message: [UInt8]) throws(ZeroMQError) {
        try feed.send(topic, more: true)
        try feed.send(position, more: true)
        try feed.send(message)
    }

    /// Reads what happened to connections since the last call.
    func readMonitors(_ body: (MonitorEvent) -> Void) throws(ZeroMQError) {
        try monitors.drain(body)
    }

    /// The most bytes of a frame at ingest and query: 1 MiB as CURVE encrypts it; above it the peer is cut off.
    ///
    /// libzmq compares the frame on the wire: 8 bytes of name, 8 of nonce, 1 of flags and 16 of tag longer (RFC 26).
    private static let maximumBytes = Message.maximumBytes + 33
    /// The most bytes of a subscription; our topics stay under 200.
    private static let maximumTopic = 1_024

    private static func options(_ domain: AccessDomain, keys: CurveKeyPair) -> [SocketOption] {
        [
            .handshakeInterval(2_000), .backlog(512), .tcpKeepalive(idle: 10, interval: 5, count: 3),
            .tcpMaxRetransmit(10_000), .curveServer(true), .curveKeys(keys), .zapDomain(domain.rawValue),
            .zapEnforceDomain(true),
        ]
    }

    /// libzmq spells "any port" `*`; people also write 0.
    private static func wildcard(_ endpoint: String) -> String {
        endpoint.hasSuffix(":0") ? endpoint.dropLast() + "*" : endpoint
    }
}

@available(*, unavailable)
extension FrontSide: Sendable {}

/// What happens to the connections of one side.
struct FrontMonitors: ~Copyable {
    var ingest: Monitor
    var feed: Monitor
    var query: Monitor

    mutating func drain(_ body: (MonitorEvent) -> Void) throws(ZeroMQError) {
        while let event = try ingest.next() { body(event) }
        while let event = try feed.next() { body(event) }
        while let event = try query.next() { body(event) }
    }
}
