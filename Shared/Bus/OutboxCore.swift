import Messages
import Threading

/// Decides what to send, what to send again and when a message is settled; does neither I/O nor time.
///
/// Holds every message from ``enqueue(_:_:now:)`` until its receipt. Of those at most `window` are on their way: the
/// window must stay far below the sockets' high-water marks, where PUB drops silently. Source: PROTOCOL.md, sections 4 and 5.
struct OutboxCore<Mark: Sendable>: Sendable {
    struct Limits: Sendable {
        /// Messages that may be without a receipt.
        var window = 200
        /// Messages that may be held in all, also those that were put off and what waits behind them.
        var held = 2_000
        /// The pause before a message is sent again for the first time; doubled each time.
        var firstDelay: Duration = .milliseconds(300)
        /// The longest pause.
        var maximumDelay: Duration = .seconds(30)
    }

    /// One message in the outbox.
    struct Entry: Sendable {
        let token: UInt64
        let message: OutgoingMessage
        let mark: Mark
        let enqueuedAt: Instant
        /// How often it was sent.
        var attempts = 0
        /// Whose it is, while it is put off; it has no place in the window until it goes out again.
        fileprivate var postponed: String?
        fileprivate var due: Instant
    }

    /// A message that must go out now, under `token`.
    struct Send: Sendable {
        let token: UInt64
        let message: OutgoingMessage
        let isRepeat: Bool
    }

    /// What a receipt means.
    enum Settlement: Sendable {
        /// The store holds it; the entry left the outbox.
        case held(Entry)
        /// It can never be recorded; the entry left the outbox.
        case refused(Entry)
        /// It stays and goes out again later.
        case postponed
        /// No such message: a receipt that came twice.
        case unknown
    }

    private let limits: Limits
    private var jitter: Jitter
    private var waiting = FIFO<Entry>()
    private var flying: [UInt64: Entry] = [:]
    /// What was put off of those that fly, and what waits behind it.
    private var heldBack = HeldBack<Entry>()
    private var nextToken: UInt64 = 1
    /// No flying message is due earlier; may be too early, never too late.
    private var earliestDue: Instant?

    init(limits: Limits = Limits(), seed: UInt64) {
        self.limits = limits
        jitter = Jitter(seed: seed)
        flying.reserveCapacity(limits.window)
    }

    /// Messages that were never sent.
    var waitingCount: Int { waiting.count + heldBack.count }
    /// Whether more may be taken over: what was put off must not fill the memory.
    var hasRoom: Bool { waiting.count < limits.window && waitingCount + flying.count < limits.held }
    /// When the oldest message without a receipt was taken over.
    var oldest: Instant? {
        let waiting = heldBack.firsts + [waiting.first].compactMap(\.self)
        return (flying.values.lazy.map(\.enqueuedAt) + waiting.map(\.enqueuedAt)).min()
    }
    /// Messages that were sent and have no receipt.
    var flyingCount: Int { flying.count }
    var isEmpty: Bool { waitingCount == 0 && flying.isEmpty }

    /// When ``takeSends(now:into:)`` may next have something to do without anything else happening.
    var nextWake: Instant? { earliestDue }

    /// Takes a message over and returns its token.
    @discardableResult
    mutating func enqueue(_ message: OutgoingMessage, _ mark: Mark, now: Instant) -> UInt64 {
        let token = nextToken
        nextToken += 1
        waiting.append(Entry(token: token, message: message, mark: mark, enqueuedAt: now, due: now))
        return token
    }

    /// Appends what must go out now, oldest first: repeats that are due, then new ones while the window has room.
    mutating func takeSends(now: Instant, into sends: inout [Send]) {
        if let earliestDue, earliestDue <= now { takeRepeats(now: now, into: &sends) }
        while flying.count - heldBack.postponed < limits.window, var entry = nextNew() {
            sent(&entry, now: now)
            sends.append(Send(token: entry.token, message: entry.message, isRepeat: false))
            flying[entry.token] = entry
        }
    }

    /// The next message that never went out and need not wait for others of its tenant.
    private mutating func nextNew() -> Entry? {
        if let entry = heldBack.popOpen() { return entry }
        while let entry = waiting.popFirst() {
            // Whose a message is must only be known while somebody's wait.
            guard !heldBack.isEmpty, case let tenant = entry.message.tenant, heldBack.holds(tenant) else {
                return entry
            }
            heldBack.append(entry, of: tenant)
        }
        return nil
    }

    /// Settles a message by its receipt.
    mutating func receive(_ token: UInt64, _ status: Receipt.Status, retryAfter: Duration?, now: Instant) -> Settlement
    {
        switch status {
        case .recorded, .repeat: return remove(token).map { .held($0) } ?? .unknown
        case .refused: return remove(token).map { .refused($0) } ?? .unknown
        case .later:
            guard var entry = flying[token] else { return .unknown }
            if entry.postponed == nil {
                let tenant = entry.message.tenant
                entry.postponed = tenant
                heldBack.postpone(tenant)
            }
            // The store gives each a time of its own: without jitter they come again in their order.
            let pause = retryAfter.map { min(max($0, .milliseconds(1)), limits.maximumDelay) }
            entry.due = now + (pause ?? jitter.spread(limits.firstDelay))
            wake(at: entry.due)
            flying[token] = entry
            return .postponed
        }
    }

    private mutating func remove(_ token: UInt64) -> Entry? {
        let entry = flying.removeValue(forKey: token)
        if let tenant = entry?.postponed { heldBack.release(tenant) }
        return entry
    }

    /// Makes everything on its way due: the link was lost, and what it carried with it.
    mutating func linkRestored(now: Instant) {
        for token in flying.keys { flying[token]?.due = now }
        if !flying.isEmpty { earliestDue = now }
    }

    /// Gives everything up, oldest first: nothing will be sent any more.
    mutating func abandonAll() -> [Entry] {
        var entries = (flying.values + heldBack.removeAll()).sorted { $0.token < $1.token }
        while let entry = waiting.popFirst() { entries.append(entry) }
        flying.removeAll()
        earliestDue = nil
        return entries
    }

    private mutating func takeRepeats(now: Instant, into sends: inout [Send]) {
        earliestDue = nil
        // By token, so that what was first sent first also goes first again.
        for token in flying.filter({ $0.value.due <= now }).keys.sorted() {
            guard var entry = flying[token] else { continue }
            sent(&entry, now: now)
            flying[token] = entry
            sends.append(Send(token: token, message: entry.message, isRepeat: true))
        }
        for entry in flying.values { wake(at: entry.due) }
    }

    private mutating func sent(_ entry: inout Entry, now: Instant) {
        if let tenant = entry.postponed.take() { heldBack.release(tenant) }
        let doublings = min(entry.attempts, 16)
        entry.attempts += 1
        let delay = min(.nanoseconds(limits.firstDelay.nanoseconds << Int64(doublings)), limits.maximumDelay)
        entry.due = now + jitter.spread(delay)
        wake(at: entry.due)
    }

    private mutating func wake(at due: Instant) {
        earliestDue = earliestDue.map { min($0, due) } ?? due
    }
}
