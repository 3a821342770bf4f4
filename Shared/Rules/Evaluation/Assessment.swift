public import Messages

/// Holds what all rules that apply say of one resource.
public struct Assessment: Hashable, Sendable {
    /// One for each rule that applies to the resource's type, in the order of the packs.
    public var outcomes: [RuleOutcome]
    /// Cost units spent over all rules.
    public var cost: Int64

    /// Takes both.
    public init(outcomes: [RuleOutcome] = [], cost: Int64 = 0) {
        self.outcomes = outcomes
        self.cost = cost
    }

    /// How many rules came to `outcome`.
    public func count(_ outcome: Outcome) -> Int { outcomes.count { $0.outcome == outcome } }
}
