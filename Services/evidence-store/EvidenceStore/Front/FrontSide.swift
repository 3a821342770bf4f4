import Access
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
    private(set) var feed: Socket
    let query: Socket
    /// Where the sockets really are.
    let endpoints: FrontEndpoints
    private(set) var monitors: FrontMonitors
    /// Whether the feed's place is taken; for a moment it is not, after ``reopenFeed()``.
    private(set) var isFeedBound = true
    private let context: Context
    private let keys: CurveKeyPair

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
        self.context = context
        self.keys = keys
        let ingest = try Socket(.sub, in: context)
        let query = try Socket(.router, in: context)
        let common = Self.options(domain, keys: keys)
        try ingest.set(common + [.linger(0), .receiveHighWaterMark(10_000), .maxMessageSize(Self.maximumBytes)])
        let feed = try Self.feed(domain, in: context, keys: keys)
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

    /// Puts another feed in the place of this one: everybody who listens is cut off and must pass ZAP anew.
    ///
    /// libzmq asks ZAP only when a connection starts. What is published from now on goes to the new socket, to which no old
    /// connection belongs; what was queued for the old ones is dropped with them. The place is free once libzmq's thread has
    /// closed the old socket, so call ``bindFeed()`` until it says `true`.
    func reopenFeed() throws(ZeroMQError) {
        let next = try Self.feed(domain, in: context, keys: keys)
        let monitor = try Monitor(of: next, in: context)
        try feed.set(.linger(0))
        try Monitor.stop(watching: feed)
        feed = next
        monitors.feed = monitor
        isFeedBound = false
    }

    /// Takes the feed's place, if it is free by now.
    func bindFeed() throws(ZeroMQError) -> Bool {
        guard !isFeedBound else { return true }
        do throws(ZeroMQError) {
            try feed.bind(endpoints.feed)
            isFeedBound = true
        } catch  where error.code == ZeroMQError.EADDRINUSE {
            return false
        }
        return true
    }

    private static func feed(_ domain: AccessDomain, in context: Context, keys: CurveKeyPair) throws(ZeroMQError)
        -> Socket
    {
        let feed = try Socket(.xpub, in: context)
        try feed.set(options(domain, keys: keys) + [.linger(1_000), .sendHighWaterMark(10_000)])
        try feed.set(.maxMessageSize(maximumTopic), .xpubVerboser(true))
        return feed
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
