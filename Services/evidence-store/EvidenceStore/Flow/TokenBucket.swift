/// Lets so much pass a second, and some at once after a pause: one number that moves with time (GCRA, ITU-T I.371).
///
/// Whoever is put off gets a time of his own, one after the other, so that not all come back at once.
struct TokenBucket: Sendable, Hashable {
    /// Beyond this nobody is told to wait.
    static let longestWait: Nanoseconds = .milliseconds(30_000)

    /// Units a second, at least 1.
    private(set) var rate: Int
    /// Units at once, at least 1.
    private(set) var burst: Int
    /// When the bucket is full again if nothing more is taken.
    private var fullAt: Nanoseconds = .min
    /// The last time that was promised to somebody who was put off.
    private var promised: Nanoseconds = .min

    init(rate: Int, burst: Int) {
        self.rate = max(rate, 1)
        self.burst = max(burst, 1)
    }

    /// Changes the rate and keeps what is in the bucket.
    mutating func change(rate: Int, burst: Int) {
        self.rate = max(rate, 1)
        self.burst = max(burst, 1)
    }

    /// How long until `units` may pass; 0 for now.
    ///
    /// More than the bucket ever holds passes when it is full.
    func wait(for units: Int, now: Nanoseconds) -> Nanoseconds {
        let room = time(of: max(burst - units, 0))
        return max(0, max(fullAt, now) - now - room)
    }

    /// Takes `units` out, which ``wait(for:now:)`` said may pass.
    mutating func take(_ units: Int, now: Nanoseconds) {
        fullAt = max(fullAt, now) + time(of: units)
    }

    /// Puts back what was taken for nothing.
    mutating func giveBack(_ units: Int) { fullAt -= time(of: units) }

    /// When somebody who was put off may come again, counted from now: behind those who were put off before him.
    mutating func promise(_ units: Int, now: Nanoseconds) -> Nanoseconds {
        let first = now + wait(for: units, now: now)
        let slot = max(first, promised)
        guard slot - now < Self.longestWait else { return Self.longestWait }
        promised = slot + time(of: units)
        return slot - now
    }

    private func time(of units: Int) -> Nanoseconds { Nanoseconds(Double(units) * 1e9 / Double(rate)) }
}
