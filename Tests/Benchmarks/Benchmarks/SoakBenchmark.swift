import Bus
import Installation
import Threading

/// Runs changes at a steady rate for a long time and looks whether anything grows: memory, file descriptors, ages of queues.
///
/// The line nearest to each process's samples says by how much a million changes would make it grow. What comes first is left out:
/// it fills caches and pools. The rate is about a third of what the machine takes, so that what is measured are queues at work.
///
/// A sample does not count where the host took the processors away before it, and none after it until what piled up meanwhile is done.
struct SoakBenchmark {
    let isQuick: Bool

    private var changes: Int { isQuick ? 120_000 : 2_000_000 }
    private static let rate = 1_000
    private static let samples = 100
    /// Samples that are left out at the beginning; a short run takes longer to fill its caches than to end.
    private var leftOut: Int { isQuick ? Self.samples / 2 : Self.samples / 5 }
    /// Part of the processors' time that the host may have taken from one sample to the next.
    private static let stolen = 0.1

    func run() async throws -> Report {
        let arrivals = try Arrivals()
        let installation = try Installation.telling(arrivals, SoakLoad.tenants, "minimumSeverity: critical")
        defer {
            installation.stop()
            arrivals.stop()
        }
        try await installation.startAll()
        let publisher = try await installation.connected("acme-ci")
        let load = SoakLoad(changes: changes, rate: Self.rate)
        let start = MonotonicClock.system.now()
        defer { load.stop() }
        async let published: Void = load.publish(publisher)
        let samples = try await sample(installation, load)
        try await published
        try await waitUntilStill { load.recorded }
        let seconds = (MonotonicClock.system.now() - start).seconds - Self.stillness
        try await waitUntilStill { arrivals.count + Int(Self.assessed(installation)) }
        await publisher.stop()
        var report = Report()
        report["changes"] = Double(load.recorded)
        report["unrecorded"] = Double(changes - load.recorded)
        report["unassessed"] = Double(changes) - Self.assessed(installation)
        report["told"] = Double(arrivals.count)
        report["untold"] = Double(load.told - arrivals.count)
        report["changesPerSecond"] = Double(load.recorded) / seconds
        report["partOfRate"] = Double(load.recorded) / seconds / Double(Self.rate)
        // A short run ends while SQLite's page caches, of 32 MiB each, still fill.
        samples.report(into: &report, megabytes: isQuick ? 32 : 2)
        return report
    }

    private func sample(_ installation: Installation, _ load: SoakLoad) async throws -> SoakSamples {
        var samples = SoakSamples()
        let host = StolenTime()
        defer { host.stop() }
        var last = MonotonicClock.system.now()
        for sample in leftOut..<Self.samples {
            while load.published < changes * sample / Self.samples {
                guard Installation.Service.allCases.allSatisfy({ installation.program($0)?.isRunning == true }) else {
                    load.stop()
                    throw BenchmarkError(description: "a service has ended")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            let now = MonotonicClock.system.now()
            let isDisturbed = host.part(from: last, to: now) > Self.stolen
            try samples.take(installation, at: load.published, isDisturbed: isDisturbed)
            last = now
        }
        return samples
    }

    /// Seconds without anything new after which nothing more is waited for.
    private static let stillness = 5.0

    private func waitUntilStill(_ count: () -> Int) async throws {
        var last = (count: count(), at: MonotonicClock.system.now())
        while (MonotonicClock.system.now() - last.at).seconds < Self.stillness {
            try await Task.sleep(for: .milliseconds(200))
            let now = count()
            if now != last.count { last = (now, MonotonicClock.system.now()) }
        }
    }

    private static func assessed(_ installation: Installation) -> Double {
        installation.metric(#"settei_store_recorded_total{kind="config.assessed"}"#, of: .evidenceStore) ?? 0
    }
}
