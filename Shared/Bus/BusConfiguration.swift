public import Messages
public import ZeroMQ

/// How to reach the store, and as whom.
public struct BusConfiguration: Sendable {
    /// The three sockets of the store that a client connects to.
    public struct Endpoints: Sendable, Hashable {
        /// Where messages are sent to, such as `tcp://evidence-store:7404`.
        public var ingest: String
        /// Where receipts, work and streams come from.
        public var feed: String
        /// Where questions are asked.
        public var query: String

        /// Takes all three.
        public init(ingest: String, feed: String, query: String) {
            self.ingest = ingest
            self.feed = feed
            self.query = query
        }

        /// The default ports of a host, 7404 to 7406: for services.
        public static func `internal`(host: String) -> Endpoints {
            Endpoints(ingest: "tcp://\(host):7404", feed: "tcp://\(host):7405", query: "tcp://\(host):7406")
        }

        /// The default ports of a host, 7401 to 7403: for integrators, auditors and operators.
        public static func external(host: String) -> Endpoints {
            Endpoints(ingest: "tcp://\(host):7401", feed: "tcp://\(host):7402", query: "tcp://\(host):7403")
        }

        /// Puts lists together, place by place; an empty list takes the hosts' default ports.
        ///
        /// Nil where the lists have different lengths, so that nobody can say what belongs together.
        public static func lists(
            _ side: Side,
            hosts: [String],
            ingest: [String] = [],
            feed: [String] = [],
            query: [String] = []
        ) -> [Endpoints]? {
            let given = [ingest, feed, query].filter { !$0.isEmpty }
            let count = given.first?.count ?? hosts.count
            guard count > 0, given.allSatisfy({ $0.count == count }) else { return nil }
            guard given.count == 3 || hosts.count == count else { return nil }
            return (0..<count).map { place in
                let host = hosts.indices.contains(place) ? hosts[place] : ""
                var endpoints = side == .internal ? Endpoints.internal(host: host) : .external(host: host)
                if !ingest.isEmpty { endpoints.ingest = ingest[place] }
                if !feed.isEmpty { endpoints.feed = feed[place] }
                if !query.isEmpty { endpoints.query = query[place] }
                return endpoints
            }
        }
    }

    /// Which of the store's two sides is connected to.
    public enum Side: Sendable, Hashable {
        /// Services: the feed carries work and streams.
        case `internal`
        /// Integrators, auditors, operators: the feed carries receipts and heartbeats only.
        case external
    }

    /// The process in a word, for heartbeats and for people: `config-checker`.
    public var service: String
    /// Where the store may be: the first that is heard is followed, and the next in turn when it falls silent.
    public var stores: [Endpoints]
    /// Which side of the store that is.
    public var side: Side
    /// The store's public key, and others that it may have instead while keys are being changed.
    public var storeKeys: [CurveKey]
    /// This client's own keys.
    public var keys: CurveKeyPair
    /// Messages that may be without a receipt; at most 200 by the protocol.
    public var window = 200
    /// Messages that wait for a place in the window before ``BusClient/submit(_:onOutcome:)`` says no.
    public var queue = 4_096
    /// Messages that libzmq queues per connection before it drops.
    public var highWaterMark = 10_000
    /// The pause before libzmq connects again, in milliseconds, and how far it grows.
    public var reconnectMilliseconds = (first: 100, longest: 1_000)
    /// How long the end keeps what is not sent yet, in milliseconds.
    public var lingerMilliseconds = 1_000
    /// Silence of the store after which the link is made anew.
    public var watchdog: Duration = .seconds(1)
    /// Told of what an operator may want to know; called on the bus's thread, so it must not wait.
    public var onEvent: (@Sendable (BusEvent) -> Void)?

    /// Takes what has no default, for one store.
    public init(
        service: String,
        endpoints: Endpoints,
        side: Side,
        storeKey: CurveKey,
        keys: CurveKeyPair,
        onEvent: (@Sendable (BusEvent) -> Void)? = nil
    ) {
        self.init(
            service: service,
            stores: [endpoints],
            side: side,
            storeKeys: [storeKey],
            keys: keys,
            onEvent: onEvent
        )
    }

    /// Takes what has no default; neither list may be empty.
    public init(
        service: String,
        stores: [Endpoints],
        side: Side,
        storeKeys: [CurveKey],
        keys: CurveKeyPair,
        onEvent: (@Sendable (BusEvent) -> Void)? = nil
    ) {
        precondition(!stores.isEmpty && !storeKeys.isEmpty)
        self.service = service
        self.stores = stores
        self.side = side
        self.storeKeys = storeKeys
        self.keys = keys
        self.onEvent = onEvent
    }

    /// The settings of every connecting socket but the store's key: no ZMTP heartbeats, no limit of size.
    ///
    /// Source: PROTOCOL.md, section 1.
    var socketOptions: [SocketOption] {
        [
            .curveKeys(keys), .sendHighWaterMark(highWaterMark),
            .receiveHighWaterMark(highWaterMark), .handshakeInterval(2_000), .connectTimeout(3_000),
            .tcpMaxRetransmit(10_000), .tcpKeepalive(idle: 10, interval: 5, count: 3),
            .reconnect(interval: reconnectMilliseconds.first, max: reconnectMilliseconds.longest),
        ]
    }
}

/// Something about the link that an operator may want to know.
public enum BusEvent: Sendable, Hashable {
    /// The store is heard; its epoch.
    case connected(epoch: String)
    /// Of several stores, another one is heard than last time; where its query is.
    case following(endpoint: String)
    /// Nothing was heard for the watchdog's time; the link is made anew.
    case silent
    /// The store does not know this client's key, on the named socket; tried again every second.
    case keyRefused(socket: String)
    /// This replica offered the store to work, at its start or to another store than before; the answer follows.
    case workOffered
    /// The store took the offer, but for kinds of work that this key's principal may not take.
    case workAnswered(refused: [WorkKind])
    /// The store refused an answer for good; the item is lost to this replica.
    case answerRefused(kind: Kind, code: String)
    /// A stream had a hole, which is being filled.
    case gap(kind: Kind)
    /// The bus's thread ended although nobody stopped it; nothing more is sent or received.
    case ended(reason: String)
    /// Something arrived that the protocol does not know; it was left out.
    case unreadable(topic: String, reason: String)
}
