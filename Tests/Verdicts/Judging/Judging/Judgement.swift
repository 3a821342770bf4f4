public import Messages

/// Says what came out of one case, beside what its authors expect.
public struct Judgement: Sendable {
    /// How the answer compares with the label.
    public enum Comparison: Sendable, Hashable {
        /// The same.
        case agrees
        /// Another, and nobody has said why.
        case differs
        /// Another on purpose.
        case reviewed
        /// The input does not say enough for any answer.
        case undecided
    }

    /// What one rule said of one resource.
    public struct Answer: Sendable {
        /// The type of the resource.
        public let resourceType: String
        /// The rule's answer.
        public let outcome: RuleOutcome
    }

    /// The case.
    public let item: VerdictCase
    /// What our answer is, in one word: fail, pass, error or undecided.
    public let answer: String
    /// How it compares.
    public let comparison: Comparison
    /// What the rules said, without those that do not apply.
    public let answers: [Answer]
    /// The native resources that the rules were asked about.
    public let resources: [NativeResource]
    /// What could not be brought into a native shape.
    public let problems: [String]
}
