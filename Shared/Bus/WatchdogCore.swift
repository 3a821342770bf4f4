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
    }

    private let limits: Limits
    private var allowance: Duration
    private var deadline: Instant
    /// When a refused key is tried again; being heard on another socket does not mend the refused one.
    private var retryAt: Instant?
    /// Whether the store was heard since the last time the link was made, and lately.
    private(set) var isUp = false

    init(limits: Limits = Limits(), now: Instant) {
        self.limits = limits
        allowance = limits.silence
        deadline = now + limits.silence
    }

    /// When to look again.
    var nextWake: Instant { retryAt.map { min($0, deadline) } ?? deadline }

    /// The store was heard; says whether the link was down until now.
    mutating func heard(now: Instant) -> Bool {
        defer { isUp = true }
        allowance = limits.silence
        deadline = now + allowance
        return !isUp
    }

    /// The store refused the key; the next attempt comes after a pause.
    mutating func refused(now: Instant) {
        if retryAt == nil { retryAt = now + limits.afterRefusal }
    }

    /// Says whether to disconnect and connect now.
    mutating func check(now: Instant) -> Bool {
        let isRefusalOver = retryAt.map { now >= $0 } ?? false
        guard now >= deadline || isRefusalOver else { return false }
        retryAt = nil
        if !isUp, !isRefusalOver { allowance = min(.nanoseconds(allowance.nanoseconds * 2), limits.longestSilence) }
        isUp = false
        deadline = now + allowance
        return true
    }
}
