/// Holds everything that is told of a run.
public struct VerdictReport: Sendable {
    /// One line of the table: a corpus, a platform, or all.
    public struct Line: Sendable {
        /// What it is about.
        public let name: String
        /// How many checks are in scope.
        public let inScope: Int
        /// How many of these have a rule.
        public let withRule: Int
        /// What came out.
        public let tally: Tally
        /// How many checks had cases that were decided.
        public let decided: Int
        /// How many of these agree in at least 98 of 100.
        public let good: Int
        /// How many do, where differences that were reviewed count as agreeing.
        public let accounted: Int

        /// The share of the checks in scope that have a rule.
        public var share: Double? { inScope == 0 ? nil : Double(withRule) / Double(inScope) }
    }

    /// One check of one platform.
    public struct Control: Sendable, Hashable {
        /// The platform.
        public let platform: Platform
        /// The check's id.
        public let check: String
    }

    /// By file of cases.
    public internal(set) var corpora: [Line] = []
    /// By platform.
    public internal(set) var platforms: [Line] = []
    /// All platforms.
    public internal(set) var total: Line
    /// By check, those with a decided or undecided case.
    public internal(set) var controls: [(control: Control, tally: Tally)] = []
    /// The cases that differ, reviewed ones too.
    public internal(set) var differing: [Judgement] = []
    /// The cases that nobody can decide.
    public internal(set) var undecided: [Judgement] = []
    /// Checks with firm cases that stand in no list, by platform.
    public internal(set) var unlisted: [Control] = []
    /// Differences that were reviewed and are none any more.
    public internal(set) var needless: [String] = []
    /// How many cases agree only because no rule was asked: nothing could be made of their resource.
    public internal(set) var silent = 0
    /// How many verdicts are too weak to judge by.
    public internal(set) var weak = 0
    /// How many cases are about other platforms.
    public internal(set) var elsewhere = 0
    /// How many cases have checks out of scope.
    public internal(set) var outside = 0
    /// How many cases have checks without a rule.
    public internal(set) var unanswered = 0

    /// What an agreement must reach for a check to count as good.
    public static let goal = 0.98

    /// Whether nothing differs that was not reviewed, and every check stands in a list.
    public var isGood: Bool { unlisted.isEmpty && !differing.contains { $0.comparison == .differs } }
}
