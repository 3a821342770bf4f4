import Bus
import Messages
import Rules
import ServiceKit

/// Counts what the checker does; every instrument is asked for once.
struct CheckerMetrics: Sendable {
    /// Limits for assessments, from 10 µs to a second, in seconds.
    private static let seconds: [Double] = [
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.1, 1,
    ]

    private let assessments: Counter
    private let failures: Counter
    private let duration: Histogram
    private let cost: Counter
    private let checks: Counter
    private let failedChecks: Counter
    private let outcomes: [Outcome: Counter]

    init(_ metrics: Metrics, keeper: PolicyKeeper, bus: BusClient) {
        assessments = metrics.counter("settei_checker_assessments_total", "Changes that were assessed.")
        failures = metrics.counter("settei_checker_failures_total", "Items that could not be answered at all.")
        duration = metrics.histogram(
            "settei_checker_assessment_seconds",
            "Time to read a change and ask every rule.",
            buckets: Self.seconds
        )
        cost = metrics.counter("settei_checker_cost_total", "Cost units that rules have spent.")
        checks = metrics.counter("settei_checker_checks_total", "Requests to check planned changes that were answered.")
        failedChecks = metrics.counter(
            "settei_checker_failed_checks_total",
            "Requests to check planned changes that were answered with an error."
        )
        var counters: [Outcome: Counter] = [:]
        for outcome in Outcome.allCases {
            counters[outcome] = metrics.counter(
                "settei_checker_outcomes_total",
                "What rules came to.",
                labels: ["outcome": outcome.rawValue]
            )
        }
        outcomes = counters
        metrics.addPolicy(keeper)
    }

    func count(_ change: AssessedChange) {
        assessments.increment()
        duration.observe(change.duration)
        cost.increment(by: Int(change.assessment.cost))
        for outcome in change.assessment.outcomes { outcomes[outcome.outcome]?.increment() }
    }

    func count(_ answer: CheckAnswer) {
        checks.increment()
        if answer.code != nil { failedChecks.increment() }
    }

    func countFailure() { failures.increment() }
}

extension Metrics {
    fileprivate func addPolicy(_ keeper: PolicyKeeper) {
        gauge("settei_checker_policy_version", "Version of the policy in use; 0 for none.") {
            Double(keeper.policy?.reference.version ?? 0)
        }
        gauge("settei_checker_policy_rules", "Rules of the policy in use.") { Double(keeper.policy?.ruleCount ?? 0) }
        counter("settei_checker_policy_errors_total", "Policies that did not compile.") {
            Double(keeper.current.compileErrors)
        }
    }
}
