/// Counts judgements.
public struct Tally: Sendable, Hashable {
    /// The answer was the label's.
    public private(set) var agreed = 0
    /// It was another, on purpose.
    public private(set) var reviewed = 0
    /// It was another.
    public private(set) var differing = 0
    /// The input did not say enough.
    public private(set) var undecided = 0

    /// Makes a count of nothing.
    public init() {}

    /// How many cases were decided.
    public var judged: Int { agreed + reviewed + differing }

    /// The share of the decided cases that agree; nil where none was decided.
    public var agreement: Double? { judged == 0 ? nil : Double(agreed) / Double(judged) }

    /// The same, where differences that were reviewed count as agreeing.
    public var accounted: Double? { judged == 0 ? nil : Double(agreed + reviewed) / Double(judged) }

    /// Adds what another one counted.
    mutating func add(_ other: Tally) {
        agreed += other.agreed
        reviewed += other.reviewed
        differing += other.differing
        undecided += other.undecided
    }

    mutating func count(_ comparison: Judgement.Comparison) {
        switch comparison {
        case .agrees: agreed += 1
        case .reviewed: reviewed += 1
        case .differs: differing += 1
        case .undecided: undecided += 1
        }
    }
}
