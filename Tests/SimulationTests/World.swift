import Messages
import Threading

@testable import Bus

/// What all processes of a simulation share: the clock, chance, and what the test says.
final class World {
    let seed: UInt64
    let mutation: Mutation?
    let chronicle = Chronicle()
    let plan = CrashPlan()
    let witness: DispatchWitness
    let receivers = Receivers()
    /// Keys of this run: rows are found by keyed hashes, and their order must be the same again.
    let keys: KeyNumbers
    var random: Jitter
    /// Whether items of this sort kill who evaluates them.
    var poisonKills = true
    var poisonDeaths = 0
    /// Items whose answer was receipted.
    var receipted: [MessageID] = []
    /// Items that went out, for the store that gives each out once.
    var givenOnce: Set<MessageID> = []

    private static let start = Timestamp("2026-11-20T00:00:00Z") ?? Timestamp(milliseconds: 0)

    init(seed: UInt64, mutation: Mutation?) {
        self.seed = seed
        self.mutation = mutation
        keys = KeyNumbers(seed: seed)
        random = Jitter(seed: seed)
        witness = DispatchWitness(chronicle)
    }

    /// Time on the wall at a moment of the simulation.
    func wall(_ now: Instant) -> Timestamp { Self.wall(now) }

    static func wall(_ now: Instant) -> Timestamp {
        Timestamp(microseconds: start.microseconds + now.nanoseconds / 1_000)
    }

    func chance(_ probability: Double) -> Bool {
        Double(random.next() >> 11) / Double(1 << 53) < probability
    }

    func delay(_ range: ClosedRange<Int>) -> Duration {
        .microseconds(Int.random(in: range.lowerBound * 1_000...range.upperBound * 1_000, using: &random))
    }
}
