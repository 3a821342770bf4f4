import Threading

/// Decides when a question goes out, goes out again, or is given up; does neither I/O nor time.
///
/// ROUTER drops silently, so a question is repeated under its id until its answer or its deadline. Source: PROTOCOL.md, section 8.
struct QueryCore<Mark: Sendable>: Sendable {
    struct Limits: Sendable {
        /// The pause before a question is repeated for the first time; doubled each time.
        var firstDelay: Duration = .milliseconds(500)
        /// The longest pause.
        var maximumDelay: Duration = .seconds(4)
        /// The pause after the store said `busy`.
        var busyDelay: Duration = .milliseconds(200)
    }

    private struct Pending {
        let mark: Mark
        let request: [UInt8]
        let deadline: Instant
        /// How long the store may wait by itself, which is no loss.
        let patience: Duration
        var delay: Duration
        var due: Instant
    }

    private let limits: Limits
    private var jitter: Jitter
    private var pending: [String: Pending] = [:]

    init(limits: Limits = Limits(), seed: UInt64) {
        self.limits = limits
        jitter = Jitter(seed: seed)
    }

    var count: Int { pending.count }

    /// When to look again.
    var nextWake: Instant? { pending.values.lazy.map { min($0.due, $0.deadline) }.min() }

    /// Takes a question over; it is due at once.
    mutating func ask(
        _ id: String,
        _ request: [UInt8],
        _ mark: Mark,
        patience: Duration,
        deadline: Instant,
        now: Instant
    ) {
        pending[id] = Pending(
            mark: mark,
            request: request,
            deadline: deadline,
            patience: patience,
            delay: limits.firstDelay,
            due: now
        )
    }

    /// Appends the questions that must go out now.
    mutating func takeSends(now: Instant, into sends: inout [[UInt8]]) {
        for id in pending.keys {
            guard var question = pending[id], question.due <= now else { continue }
            question.due = now + question.patience + jitter.spread(question.delay)
            question.delay = min(.nanoseconds(question.delay.nanoseconds * 2), limits.maximumDelay)
            pending[id] = question
            sends.append(question.request)
        }
    }

    /// An answer came; returns whose it is, or `nil` for one that came twice or too late.
    mutating func answered(_ id: String) -> Mark? { pending.removeValue(forKey: id)?.mark }

    /// The store has no time now; the question goes out again after a pause, which the store may have said.
    mutating func busy(_ id: String, retryAfter: Duration? = nil, now: Instant) {
        let pause = min(max(retryAfter ?? limits.busyDelay, .milliseconds(10)), limits.maximumDelay)
        pending[id]?.due = now + jitter.spread(pause)
    }

    /// Makes everything due: the link was lost, and what it carried with it.
    mutating func linkRestored(now: Instant) {
        for id in pending.keys { pending[id]?.due = now }
    }

    /// Gives up what is past its deadline and returns whose it was.
    mutating func takeExpired(now: Instant) -> [Mark] {
        let expired = pending.filter { $0.value.deadline <= now }
        for id in expired.keys { pending[id] = nil }
        return expired.values.map(\.mark)
    }

    /// Gives everything up.
    mutating func abandonAll() -> [Mark] {
        defer { pending.removeAll() }
        return pending.values.map(\.mark)
    }
}
