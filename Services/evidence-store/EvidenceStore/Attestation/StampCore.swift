import Messages

/// Decides when the next checkpoint is stamped.
struct StampCore {
    static let firstPause = Duration.seconds(10)
    static let longestPause = Duration.seconds(3_600)

    /// Between two stamps.
    let interval: Duration
    private(set) var size: UInt64
    private(set) var failures = 0
    private var notBefore: Timestamp?

    /// - Parameter size: entries of the log at the last stamp; 0 for none.
    init(interval: Duration, size: UInt64, last: Timestamp?) {
        self.interval = interval
        self.size = size
        notBefore = last.map { $0 + interval }
    }

    /// Whether the log of this size is to be stamped now.
    func isDue(_ head: UInt64, at now: Timestamp) -> Bool {
        guard head > size else { return false }
        guard let notBefore, now < notBefore else { return true }
        // A clock that was set back must not put stamps off for ever.
        return notBefore - now > max(interval, Self.longestPause)
    }

    mutating func stamped(_ head: UInt64, at now: Timestamp) {
        (size, failures, notBefore) = (head, 0, now + interval)
    }

    mutating func failed(at now: Timestamp) {
        failures += 1
        var pause = Self.firstPause
        for _ in 1..<min(failures, 16) where pause < Self.longestPause { pause = pause * 2 }
        notBefore = now + min(pause, Self.longestPause)
    }
}
