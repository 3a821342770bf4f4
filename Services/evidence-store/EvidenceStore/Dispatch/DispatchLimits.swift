/// A time on the monotonic clock or a span of it, in nanoseconds.
typealias Nanoseconds = Int64

extension Nanoseconds {
    static func milliseconds(_ count: Int) -> Nanoseconds { Nanoseconds(count) * 1_000_000 }
}

/// How long the dispatcher waits and how much it holds.
struct DispatchLimits: Sendable {
    /// How long an item may be out without an answer, unless the replica says that it still holds it.
    var answer: Nanoseconds = .milliseconds(5_000)
    /// How long `holding` may extend an item: long enough for a slow receiver, short enough to notice a hung thread.
    var holding: Nanoseconds = .milliseconds(120_000)
    /// A replica that said nothing for so long is gone: four heartbeats.
    var silence: Nanoseconds = .milliseconds(1_000)
    /// A gap between two ticks above this means that we were stopped, not the replicas.
    var pause: Nanoseconds = .milliseconds(500)
    /// How many replicas may die with an item among others before it is given out alone.
    var companyDeaths = 2
    /// How many times an item may fail alone before it is given up.
    var deaths = 5
    /// Items that a replica gets in one piece at most.
    var handful = 16
    /// Open items of one kind in memory; the others stay in the journal.
    var items = 16_000
    /// Bytes of open items of one kind in memory, 32 MiB.
    var bytes = 32 << 20
    /// Items asked for at once when the window is filled from the journal.
    var page = 500
}
