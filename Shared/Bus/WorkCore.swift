import Messages
import Threading

/// Decides what a replica does with the items it is given, and what its heartbeats say; does neither I/O nor time.
///
/// Source: PROTOCOL.md, section 7.
struct WorkCore: Sendable {
    struct Limits: Sendable {
        /// Items held at once; what heartbeats offer.
        var credit = 64
        /// How often the replica says that it lives.
        var heartbeat: Duration = .milliseconds(250)
        /// How long an item is held before heartbeats ask for more time for it.
        var extendAfter: Duration = .milliseconds(500)
        /// Answers kept after their receipt, for an item that comes again all the same.
        var cachedAnswers = 1_024
        /// The same in bytes.
        var cachedBytes = 8 << 20
    }

    /// What to do with an item that arrived.
    enum Verdict: Sendable, Equatable {
        /// Hand it to the handler.
        case handle
        /// It was answered, and the store does not know: send the same bytes again.
        case sendAgain([OutgoingMessage])
        /// It is being worked on, or its answer is on its way.
        case alreadyHeld
        /// More was given than was asked for; the store will give it out again.
        case shed
    }

    private enum Held: Sendable {
        case working(since: Instant)
        case answered([OutgoingMessage], missing: Int, since: Instant)

        var since: Instant {
            switch self {
            case .working(let since), .answered(_, _, let since): since
            }
        }
    }

    private let service: String
    private let takes: [WorkKind]
    private let limits: Limits
    /// The digest of the policy in memory; a checker without the store's gets no work.
    var policy: String?
    /// How many planned changes are checked at once; nil for none.
    var checks: Int?
    private(set) var epoch = ""
    /// What was offered and the store will not give: this key's principal has another role.
    private(set) var refused: [WorkKind] = []
    private(set) var isDraining = false
    private var held: [MessageID: Held] = [:]
    private var cache: [MessageID: [OutgoingMessage]] = [:]
    private var cacheOrder = FIFO<MessageID>()
    private var cacheBytes = 0
    private(set) var nextHeartbeat: Instant

    init(service: String, takes: [WorkKind], limits: Limits = Limits(), policy: String? = nil, now: Instant) {
        self.service = service
        self.takes = takes
        self.limits = limits
        self.policy = policy
        nextHeartbeat = now
    }

    /// Whether the store knows that its work arrives here, and may give what was offered.
    var isReady: Bool { !epoch.isEmpty && refused.isEmpty && !isDraining }

    /// Items that are worked on or whose answer has no receipt.
    var heldCount: Int { held.count }

    /// Remembers the epoch that was heard on the own topic: the subscription works, so the next heartbeat proves it.
    ///
    /// - Parameter given: what the store may give of the offer; nil from a store that does not say so, which gives all.
    /// - Returns: whether it says anything that was not known.
    mutating func hello(epoch: String, given: [WorkKind]? = nil, now: Instant) -> Bool {
        let refused = given.map { given in takes.filter { !given.contains($0) } } ?? []
        guard epoch != self.epoch || refused != self.refused else { return false }
        self.epoch = epoch
        self.refused = refused
        nextHeartbeat = now
        return true
    }

    /// Another store, or the same after a restart, must be convinced anew; says whether this one must.
    mutating func heard(storeEpoch: String) -> Bool {
        guard !epoch.isEmpty, storeEpoch != epoch else { return false }
        epoch = ""
        return true
    }

    /// Judges an item that was given out to this replica.
    mutating func receive(_ item: MessageID, now: Instant) -> Verdict {
        if held[item] != nil { return .alreadyHeld }
        // A store that never saw these bytes must get the same ones; computing anew could differ in times and cost.
        if let answers = cache[item] {
            held[item] = .answered(answers, missing: answers.count, since: now)
            return .sendAgain(answers)
        }
        guard held.count < 2 * limits.credit else { return .shed }
        held[item] = .working(since: now)
        return .handle
    }

    /// Says whether the answers are wanted; they then count as held until each has its receipt.
    mutating func answered(_ item: MessageID, with answers: [OutgoingMessage]) -> Bool {
        guard case .working(let since) = held[item] else { return false }
        held[item] = answers.isEmpty ? nil : .answered(answers, missing: answers.count, since: since)
        return true
    }

    /// The handler could not answer: the store will give the item out again.
    mutating func failed(_ item: MessageID) {
        if case .working = held[item] { held[item] = nil }
    }

    /// One of the item's answers has its receipt.
    mutating func receipted(_ item: MessageID) {
        guard case .answered(let answers, let missing, let since) = held[item] else { return }
        guard missing == 1 else {
            held[item] = .answered(answers, missing: missing - 1, since: since)
            return
        }
        held[item] = nil
        remember(item, answers)
    }

    /// Takes nothing new from now on and says so at once.
    mutating func drain(now: Instant) {
        isDraining = true
        nextHeartbeat = now
    }

    /// The last heartbeat of a replica that ends: whatever it still holds is given to others at once.
    func farewell() -> ReplicaHeartbeat { heartbeat(.stopped, holding: []) }

    /// Asks for a heartbeat at once, because something in it changed.
    mutating func hasten(now: Instant) { nextHeartbeat = min(nextHeartbeat, now) }

    /// The heartbeat that is due now, if one is.
    mutating func heartbeat(now: Instant) -> ReplicaHeartbeat? {
        guard now >= nextHeartbeat else { return nil }
        nextHeartbeat = now + limits.heartbeat
        let slow = held.filter { now - $0.value.since >= limits.extendAfter }.keys
        return heartbeat(isDraining ? .draining : .ready, holding: slow.sorted())
    }

    private func heartbeat(_ state: ReplicaHeartbeat.State, holding: [MessageID]) -> ReplicaHeartbeat {
        ReplicaHeartbeat(
            service: service,
            takes: takes,
            credit: limits.credit,
            epoch: epoch,
            policy: policy,
            state: state,
            holding: holding,
            checks: checks
        )
    }

    private mutating func remember(_ item: MessageID, _ answers: [OutgoingMessage]) {
        guard cache.updateValue(answers, forKey: item) == nil else { return }
        cacheOrder.append(item)
        cacheBytes += Self.size(answers)
        while cacheBytes > limits.cachedBytes || cache.count > limits.cachedAnswers {
            guard let oldest = cacheOrder.popFirst(), let dropped = cache.removeValue(forKey: oldest) else { break }
            cacheBytes -= Self.size(dropped)
        }
    }

    private static func size(_ answers: [OutgoingMessage]) -> Int { answers.reduce(0) { $0 + $1.bytes.count } }
}
