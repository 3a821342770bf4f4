import Expressions

/// Measures how far the tests of a rule reach into its conditions.
enum RuleCoverage {
    static func measure(_ trial: RuleTrial) -> [ConditionCoverage] {
        []
    }
}
