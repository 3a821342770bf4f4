/// What evaluations may still spend; one may be shared by all the rules over a setting.
public struct Cost: Sendable, Equatable {
    /// The most that may be spent.
    public let limit: Int

    /// What was spent so far.
    public internal(set) var spent = 0

    /// Makes a budget that nothing was spent of.
    public init(limit: Int) { self.limit = limit }
}
