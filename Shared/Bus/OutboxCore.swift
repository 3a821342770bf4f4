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
        /// The longest pause; what is cut off is there again so much later at most.
        var maximumDelay: Duration = .seconds(8)
        /// The longest that a message waits which the store put off.
        var maximumWait: Duration = .seconds(30)
    }

    /// One message in the outbox.
    struct Entry: Sendable {
        let token: UInt64
        let message: OutgoingMessage
        let mark: Mark
        let enqueuedAt: Instant
        /// How often it was sent.
        var attempts = 0
        /// The same since the store said something of it, or the link was made anew: how far the pause has grown.
        fileprivate var unanswered = 0
        /// Whose it is, while it is put off; it has no place in the window until it goes out again.
        fileprivate var postponed: String?
        /// It was put off, and has gone out again.
        fileprivate var isRetried = false
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
    /// How many were put off, went out again and have no receipt since.
    private var retried = 0
    /// Something that was put off is due and found no place.
    private var isCrowded = false
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
    /// What was put off may have half of the window: new messages of others need not wait until the store takes all of it.
    private var retriedAtMost: Int { max(limits.window / 2, 1) }
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
        case .recorded, .repeat: return remove(token, now: now).map { .held($0) } ?? .unknown
        case .refused: return remove(token, now: now).map { .refused($0) } ?? .unknown
        case .later:
            guard var entry = flying[token] else { return .unknown }
            landed(&entry, now: now)
            postpone(&entry, retryAfter: retryAfter, now: now)
            flying[token] = entry
            return .postponed
        }
    }

    private mutating func postpone(_ entry: inout Entry, retryAfter: Duration?, now: Instant) {
        // Said twice it counts once.
        guard entry.postponed == nil else { return }
        // The store gives each a time of its own: without jitter they come again in their order.
        let pause = retryAfter.map { min(max($0, .milliseconds(1)), limits.maximumWait) }
        let due = now + (pause ?? jitter.spread(limits.firstDelay))
        let tenant = entry.message.tenant
        entry.postponed = tenant
        entry.unanswered = 0
        heldBack.postpone(entry.token, of: tenant, until: due)
        wake(at: due)
    }

    private mutating func remove(_ token: UInt64, now: Instant) -> Entry? {
        guard var entry = flying.removeValue(forKey: token) else { return nil }
        landed(&entry, now: now)
        if let tenant = entry.postponed { heldBack.remove(token, of: tenant) }
        return entry
    }

    /// What was put off before leaves its place to the next that is due.
    private mutating func landed(_ entry: inout Entry, now: Instant) {
        guard entry.isRetried else { return }
        entry.isRetried = false
        retried -= 1
        if isCrowded { earliestDue = now }
    }

    /// Makes everything on its way due: the link was lost, and what it carried with it.
    ///
    /// Pauses begin anew: that nothing was heard on the old link says nothing about this one.
    mutating func linkRestored(now: Instant) {
        for token in flying.keys {
            flying[token]?.due = now
            flying[token]?.unanswered = 0
        }
        heldBack.makeDue(now)
        if !flying.isEmpty { earliestDue = now }
    }

    /// Gives everything up, oldest first: nothing will be sent any more.
    mutating func abandonAll() -> [Entry] {
        var entries = (flying.values + heldBack.removeAll()).sorted { $0.token < $1.token }
        while let entry = waiting.popFirst() { entries.append(entry) }
        flying.removeAll()
        (retried, isCrowded, earliestDue) = (0, false, nil)
        return entries
    }

    private mutating func takeRepeats(now: Instant, into sends: inout [Send]) {
        earliestDue = nil
        // By token, so that what was first sent first also goes first again.
        let due = flying.values.filter { $0.postponed == nil && $0.due <= now }.sorted { $0.token < $1.token }
        for entry in due { sendAgain(entry, now: now, into: &sends) }
        while retried < retriedAtMost, let token = heldBack.popDue(now: now), var entry = flying[token] {
            (entry.postponed, entry.isRetried) = (nil, true)
            retried += 1
            sendAgain(entry, now: now, into: &sends)
        }
        for entry in flying.values where entry.postponed == nil { wake(at: entry.due) }
        guard let next = heldBack.nextDue else { return isCrowded = false }
        isCrowded = next <= now
        if !isCrowded { wake(at: next) }
    }

    private mutating func sendAgain(_ entry: Entry, now: Instant, into sends: inout [Send]) {
        var entry = entry
        sent(&entry, now: now)
        flying[entry.token] = entry
        sends.append(Send(token: entry.token, message: entry.message, isRepeat: true))
    }

    private mutating func sent(_ entry: inout Entry, now: Instant) {
        let doublings = min(entry.unanswered, 16)
        entry.attempts += 1
        entry.unanswered += 1
        let delay = min(.nanoseconds(limits.firstDelay.nanoseconds << Int64(doublings)), limits.maximumDelay)
        entry.due = now + jitter.spread(delay)
        wake(at: entry.due)
    }

    private mutating func wake(at due: Instant) {
        earliestDue = earliestDue.map { min($0, due) } ?? due
    }
}
