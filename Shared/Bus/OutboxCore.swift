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
        /// Messages beside those that the store put off: one tenant's that must wait do not hold up all others.
        var postponed = 800
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
        /// The store put it off; until it goes out again it has no place in the window.
        fileprivate var isPostponed = false
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
    /// Of those that fly, the ones that were put off.
    private var postponed = 0
    private var nextToken: UInt64 = 1
    /// No flying message is due earlier; may be too early, never too late.
    private var earliestDue: Instant?

    init(limits: Limits = Limits(), seed: UInt64) {
        self.limits = limits
        jitter = Jitter(seed: seed)
        flying.reserveCapacity(limits.window)
    }

    /// Messages that were never sent.
    var waitingCount: Int { waiting.count }
    /// When the oldest message without a receipt was taken over.
    var oldest: Instant? {
        (flying.values.lazy.map(\.enqueuedAt) + [waiting.first?.enqueuedAt].compactMap(\.self)).min()
    }
    /// Messages that were sent and have no receipt.
    var flyingCount: Int { flying.count }
    var isEmpty: Bool { waiting.isEmpty && flying.isEmpty }

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
        while flying.count - postponed < limits.window, postponed < limits.postponed, var entry = waiting.popFirst() {
            sent(&entry, now: now)
            sends.append(Send(token: entry.token, message: entry.message, isRepeat: false))
            flying[entry.token] = entry
        }
    }

    /// Settles a message by its receipt.
    mutating func receive(_ token: UInt64, _ status: Receipt.Status, retryAfter: Duration?, now: Instant) -> Settlement
    {
        switch status {
        case .recorded, .repeat: return remove(token).map { .held($0) } ?? .unknown
        case .refused: return remove(token).map { .refused($0) } ?? .unknown
        case .later:
            guard let entry = flying[token] else { return .unknown }
            if !entry.isPostponed { postponed += 1 }
            flying[token]?.isPostponed = true
            let due =
                now + jitter.spread(min(max(retryAfter ?? limits.firstDelay, .milliseconds(10)), limits.maximumDelay))
            flying[token]?.due = due
            wake(at: due)
            return .postponed
        }
    }

    private mutating func remove(_ token: UInt64) -> Entry? {
        let entry = flying.removeValue(forKey: token)
        if entry?.isPostponed == true { postponed -= 1 }
        return entry
    }

    /// Makes everything on its way due: the link was lost, and what it carried with it.
    mutating func linkRestored(now: Instant) {
        for token in flying.keys { flying[token]?.due = now }
        if !flying.isEmpty { earliestDue = now }
    }

    /// Gives everything up, oldest first: nothing will be sent any more.
    mutating func abandonAll() -> [Entry] {
        var entries = flying.sorted { $0.key < $1.key }.map(\.value)
        while let entry = waiting.popFirst() { entries.append(entry) }
        flying.removeAll()
        postponed = 0
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
        if entry.isPostponed {
            entry.isPostponed = false
            postponed -= 1
        }
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
