import Threading

/// Decides when a link must be given up and made anew; does neither I/O nor time.
///
/// TCP does not notice a link that went dead silently, and libzmq never comes back from a refused key (traps H and C
/// of libzmq 4.3.4); both need disconnect and connect.
struct WatchdogCore: Sendable {
    struct Limits: Sendable {
        /// Silence after which the link counts as dead.
        var silence: Duration = .seconds(1)
        /// How far that grows while nobody answers, so that a slow handshake is not cut off for ever.
        var longestSilence: Duration = .seconds(8)
        /// The pause before a refused key is tried again.
        var afterRefusal: Duration = .seconds(1)
        /// The pause before the next is tried, after an attempt that failed for all to see.
        var afterFailure: Duration = .milliseconds(100)
        /// How far that grows while all of them fail.
        var longestAfterFailure: Duration = .seconds(1)
        /// How many there are to try; patience grows when each had its time.
        var candidates = 1
    }

    private let limits: Limits
    private var allowance: Duration
    private var deadline: Instant
    /// When a refused key is tried again; being heard on another socket does not mend the refused one.
    private var retryAt: Instant?
    /// When the next is tried after an attempt that failed; being heard ends that.
    private var nextAt: Instant?
    private var silences = 0
    private var failures = 0
    /// Whether the store was heard since the last time the link was made, and lately.
    private(set) var isUp = false

    init(limits: Limits = Limits(), now: Instant) {
        self.limits = limits
        allowance = limits.silence
        deadline = now + limits.silence
    }

    /// When to look again.
    var nextWake: Instant { [retryAt, nextAt].reduce(deadline) { min($0, $1 ?? $0) } }

    /// The store was heard; says whether the link was down until now.
    mutating func heard(now: Instant) -> Bool {
        defer { isUp = true }
        allowance = limits.silence
        silences = 0
        failures = 0
        nextAt = nil
        deadline = now + allowance
        return !isUp
    }

    /// The store refused the key; the next attempt comes after a pause.
    mutating func refused(now: Instant) {
        if retryAt == nil { retryAt = now + limits.afterRefusal }
    }

    /// An attempt failed and there is another to make; for a link that is up it is no news.
    mutating func failed(now: Instant) {
        guard !isUp, nextAt == nil else { return }
        let rounds = min(failures / max(1, limits.candidates), 10)
        failures += 1
        let pause = Duration.nanoseconds(limits.afterFailure.nanoseconds << Int64(rounds))
        nextAt = now + min(pause, limits.longestAfterFailure)
    }

    /// Says whether to disconnect and connect now.
    mutating func check(now: Instant) -> Bool {
        let isKnown = [retryAt, nextAt].contains { $0.map { now >= $0 } ?? false }
        guard now >= deadline || isKnown else { return false }
        retryAt = nil
        nextAt = nil
        if !isUp, !isKnown {
            silences += 1
            if silences % max(1, limits.candidates) == 0 {
                allowance = min(.nanoseconds(allowance.nanoseconds * 2), limits.longestSilence)
            }
        }
        isUp = false
        deadline = now + allowance
        return true
    }
}
