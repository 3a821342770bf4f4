/// What the store says every 250 ms on `store/`.
///
/// Source: PROTOCOL.md, section 6.
public struct StoreHeartbeat: Codable, Hashable, Sendable {
    /// The store's start.
    public var epoch: String
    /// The store's clock.
    public var time: Timestamp
    /// The last number of every kind; internal feed only.
    public var heads: [String: Int64]?
    /// The digest of the policy in force; internal feed only.
    public var policy: String?

    /// Takes all fields.
    public init(epoch: String, time: Timestamp, heads: [String: Int64]? = nil, policy: String? = nil) {
        self.epoch = epoch
        self.time = time
        self.heads = heads
        self.policy = policy
    }
}

/// What a replica says every 250 ms at ingest.
///
/// Source: PROTOCOL.md, section 7.
public struct ReplicaHeartbeat: Codable, Hashable, Sendable {
    /// Whether the replica takes new work.
    public enum State: String, Codable, Hashable, Sendable {
        /// Takes new work.
        case ready
        /// Finishes what it holds and takes nothing new.
        case draining
        /// Ends now: the last that it says. What it still holds is others'.
        case stopped
    }

    /// The service's name, for people.
    public var service: String
    /// The work it takes.
    public var takes: [WorkKind]
    /// How many items it will hold at once, 1 to 1,024.
    public var credit: Int
    /// The epoch last heard on its own work topic, or empty.
    public var epoch: String
    /// The digest of the policy in its memory; checkers only.
    public var policy: String?
    /// Whether it takes new work.
    public var state: State
    /// The items it still works on.
    public var holding: [MessageID]
    /// How many planned changes it will check at once, beside its items; nil for none.
    public var checks: Int?

    /// Takes all fields.
    public init(
        service: String,
        takes: [WorkKind],
        credit: Int,
        epoch: String,
        policy: String?,
        state: State,
        holding: [MessageID],
        checks: Int? = nil
    ) {
        self.service = service
        self.takes = takes
        self.credit = credit
        self.epoch = epoch
        self.policy = policy
        self.state = state
        self.holding = holding
        self.checks = checks
    }
}

/// What the store answers on a work topic to a heartbeat that has not heard its epoch.
public struct WorkHello: Codable, Hashable, Sendable {
    /// The content.
    public struct Hello: Codable, Hashable, Sendable {
        /// The store's epoch, to be repeated in heartbeats.
        public var epoch: String

        /// Takes the epoch.
        public init(epoch: String) { self.epoch = epoch }
    }

    /// The content.
    public var hello: Hello

    /// Takes the epoch.
    public init(epoch: String) { hello = Hello(epoch: epoch) }
}
