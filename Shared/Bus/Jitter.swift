import Threading

/// Spreads moments, so that senders that lost their connection together do not all come back together.
///
/// Seeded, so that a test can repeat a run. Source: SplitMix64, Steele, Lea and Flood 2014.
struct Jitter: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// `delay` moved by at most `share` of itself either way.
    mutating func spread(_ delay: Duration, by share: Double = 0.2) -> Duration {
        let unit = Double(next() >> 11) / Double(1 << 53)
        let nanoseconds = Double(delay.nanoseconds) * (1 + share * (2 * unit - 1))
        return .nanoseconds(Int64(nanoseconds))
    }
}
