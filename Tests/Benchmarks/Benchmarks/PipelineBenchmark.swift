import Installation
import Threading

/// Measures how many changes a second go through all four services: recorded, assessed, and the assessment recorded.
///
/// Beside it, on the same disk, plain SQLite commits of the same rows. Steady state: the outcomes stay as they are, so that next to nobody is told anything.
struct PipelineBenchmark {
    let isQuick: Bool

    /// What a prototype of the loop in C reached, two durable rows a change, with CURVE; for orientation only.
    private static let prototype = 16_000.0

    func run() async throws -> Report {
        let (rounds, count) = isQuick ? (3, 5_000) : (5, 20_000)
        let installation = try Flow.installation()
        defer { installation.stop() }
        let flow = try await Flow(installation, buckets: isQuick ? 2_000 : 5_000)
        try await flow.publish(flow.next(count))
        let before = installation.processorSeconds()
        var (rates, plainly) = ([Double](), [Double]())
        let plain = try PlainCommits(
            journal: installation.path("journal/journal.sqlite"),
            copy: installation.path("plain.sqlite")
        )
        for _ in 0..<rounds {
            let messages = try flow.next(count)
            let start = MonotonicClock.system.now()
            try await flow.publish(messages)
            rates.append(Double(count) / (MonotonicClock.system.now() - start).seconds)
            await installation.program(.evidenceStore)?.waitUntilIdle()
            plainly.append(try plain.run())
        }
        let after = installation.processorSeconds()
        var report = Report()
        // Two rows a change: itself and its assessment.
        report["ratio"] = 2 * rates.median / plainly.median
        report["ratioToPrototype"] = rates.median / Self.prototype
        report["changesPerSecond"] = rates.median
        report["plainRowsPerSecond"] = plainly.median
        report["prototypeChangesPerSecond"] = Self.prototype
        for service in Installation.Service.allCases {
            let seconds = (after[service] ?? 0) - (before[service] ?? 0)
            report["\(service.rawValue).processorSeconds"] = seconds
            report["\(service.rawValue).microsecondsPerChange"] = seconds / Double(rounds * count) * 1e6
        }
        report.add("changesPerSecondByRound", rates)
        report.add("plainRowsPerSecondByRound", plainly)
        await flow.stop()
        return report
    }
}
