public import Diagnostics
public import Messages

/// Says how one rule did in its own tests.
public struct RuleReport: Sendable {
    /// The pack's id.
    public let pack: String
    /// The pack's file.
    public let file: String
    /// The rule.
    public let rule: Rule
    /// The lines that it stands on.
    let lines: ClosedRange<Int>
    /// Its tests in the order of the file; empty where its expressions do not compile.
    public let tests: [TestReport]
    /// How far the tests reach into `when` and `check`; empty unless asked for.
    public let coverage: [ConditionCoverage]

    /// Whether a diagnostic is about this rule.
    public func holds(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.file == file && lines.contains(diagnostic.position?.line ?? 0)
    }

    /// The most that one test spent, in units of the cost limit.
    public var worstCost: Int64 { tests.compactMap(\.found?.cost).max() ?? 0 }

    /// How many conditions came out both ways, counted by the way.
    public var covered: Int { coverage.reduce(0) { $0 + $1.covered } }

    /// How many ways there are: two for each condition.
    public var coverable: Int { coverage.reduce(0) { $0 + $1.coverable } }
}

/// Says how one test went.
public struct TestReport: Sendable {
    /// The test.
    public let test: RuleTest
    /// What came out; nil where the test could not be run.
    public let found: RuleOutcome?
    /// Why it failed, in one line; nil where it passed.
    public let failure: String?
    /// Where it stands.
    public let position: SourcePosition

    /// Whether what was expected came out.
    public var passed: Bool { failure == nil }
}

/// Says how far tests reached into one expression of a rule.
public struct ConditionCoverage: Sendable {
    /// One part that is true or false, and what the tests made of it.
    public struct Part: Sendable {
        /// The part's text.
        public let text: String
        /// Where it stands.
        public let position: SourcePosition
        /// Whether it came out true in some test.
        public let wasTrue: Bool
        /// Whether it came out false in some test.
        public let wasFalse: Bool
    }

    /// `when` or `check`.
    public let name: String
    /// The parts in the order of the text.
    public let parts: [Part]

    /// How many ways the tests took.
    public var covered: Int { parts.reduce(0) { $0 + ($1.wasTrue ? 1 : 0) + ($1.wasFalse ? 1 : 0) } }

    /// How many ways there are.
    public var coverable: Int { parts.count * 2 }
}
