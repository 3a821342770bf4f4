import Glibc

/// A moment of this process, in nanoseconds since some start; never goes back, and means nothing to another machine.
public struct Instant: Sendable, Hashable, Comparable {
    /// Nanoseconds since the clock's start.
    public var nanoseconds: Int64

    /// A moment this many nanoseconds after the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Tells which moment comes first.
    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Moves a moment; stays at the latest moment there is rather than overflow.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    /// Tells how long it was from `b` to `a`.
    public static func - (a: Instant, b: Instant) -> Duration { .nanoseconds(a.nanoseconds - b.nanoseconds) }
}

extension Duration {
    /// The whole of this duration in nanoseconds, held at the limits of Int64 (292 years).
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// The whole of this duration in milliseconds, rounded up, at most Int32.max: what poll wants.
    public var pollMilliseconds: Int {
        let nanoseconds = nanoseconds
        guard nanoseconds > 0 else { return 0 }
        return Int(Swift.min((nanoseconds - 1) / 1_000_000 + 1, Int64(Int32.max)))
    }
}

/// Tells the time that only goes forward; a test passes its own.
public struct MonotonicClock: Sendable {
    private let read: @Sendable () -> Instant

    /// A clock that reads `read`.
    public init(_ read: @escaping @Sendable () -> Instant) {
        self.read = read
    }

    /// The machine's own, unmoved by anybody who sets the date.
    public static let system = MonotonicClock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Reads the clock; about 30 ns.
    public func now() -> Instant { read() }
}
