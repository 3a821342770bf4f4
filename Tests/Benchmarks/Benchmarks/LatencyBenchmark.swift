import Bus
import Installation
import SQLite
import TestSupport
import Threading

/// Measures how long it takes from a change until the customer's webhook knows of it, at a steady rate.
///
/// Each change opens a bucket's findings or resolves them, so each one is told. The customers are many, as a route is told one thing
/// after the other. What is waited for is measured beside it: commits of one row, of which at least three lie on the way.
struct LatencyBenchmark {
    let isQuick: Bool

    /// Tenants that the changes are spread over, each with a webhook of its own.
    private static let tenants = 50
    /// Commits on the way: the change, its assessment with the alert, the plan.
    private static let commits = 3.0

    func run() async throws -> Report {
        let arrivals = try Arrivals()
        let names = (0..<Self.tenants).map { "tenant-\($0)" }
        let installation = try Installation.telling(arrivals, names)
        defer {
            installation.stop()
            arrivals.stop()
        }
        try await installation.startAll()
        let publisher = try await installation.connected("acme-ci")
        var report = Report()
        var bucket = 0
        for (rate, isCounted) in [(200, false), (200, true), (1_000, true)] {
            let count = rate * (isCounted ? (isQuick ? 5 : 20) : 2)
            let run = LatencyRun(first: bucket, count: count / 2, rate: rate, tenants: names)
            let before = installation.processorSeconds()
            let result = try await run.measure(publisher, arrivals)
            let after = installation.processorSeconds()
            bucket += count
            guard isCounted else { continue }
            let prefix = "at\(rate)"
            report["\(prefix).changesPerSecond"] = result.rate
            report["\(prefix).missing"] = Double(count - result.milliseconds.count)
            report["\(prefix).p50"] = result.milliseconds.percentile(0.50)
            report["\(prefix).p95"] = result.milliseconds.percentile(0.95)
            report["\(prefix).p99"] = result.milliseconds.percentile(0.99)
            for service in Installation.Service.allCases {
                let seconds = (after[service] ?? 0) - (before[service] ?? 0)
                report["\(prefix).\(service.rawValue).microsecondsPerChange"] = seconds / Double(count) * 1e6
            }
        }
        await publisher.stop()
        let commit = try Self.commit(in: installation.path("commit.sqlite"))
        report["commitMilliseconds"] = commit
        report["ratio"] = (report["at200.p50"] ?? .infinity) / (Self.commits * commit)
        return report
    }

    /// The median of durable commits of one row of 2 KB, in milliseconds.
    private static func commit(in path: String) throws -> Double {
        let database = try Database(path: path)
        try database.pragma("journal_mode", "WAL")
        try database.pragma("synchronous", "FULL")
        try database.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, payload BLOB)")
        let payload = [UInt8](repeating: 7, count: 2_048)
        let times = try (0..<500).map { _ in
            let start = MonotonicClock.system.now()
            try database.run("INSERT INTO rows (payload) VALUES (?)", payload)
            return (MonotonicClock.system.now() - start).seconds * 1_000
        }
        return times.median
    }
}

/// Changes at one rate: buckets become public one after the other, then private again in the same order.
struct LatencyRun {
    /// The first bucket, and how many.
    let first: Int
    let count: Int
    /// Changes a second.
    let rate: Int
    let tenants: [String]

    /// Publishes on time and waits until all was told, or nothing came for ten seconds.
    func measure(_ publisher: BusClient, _ arrivals: Arrivals) async throws -> (rate: Double, milliseconds: [Double]) {
        let changes = (0..<2 * count).map { step in
            BucketChange(
                bucket: first + step % count,
                number: 2 * first + step + 1,
                isPublic: step < count,
                tenant: tenants[step % count % tenants.count]
            )
        }
        let messages = try changes.map { OutgoingMessage(try $0.message()) }
        let before = arrivals.count
        let sent = try await SteadyPublisher(rate: rate).publish(messages, publisher)
        try await waitForAll(before + messages.count, arrivals)
        var milliseconds: [Double] = []
        for (step, change) in changes.enumerated() {
            let times = arrivals.times(of: change.name)
            let place = step < count ? 0 : 1
            if place < times.count { milliseconds.append((times[place] - sent[step]).seconds * 1_000) }
        }
        let seconds = ((sent.last ?? sent[0]) - sent[0]).seconds
        return (Double(messages.count - 1) / seconds, milliseconds)
    }

    private func waitForAll(_ wanted: Int, _ arrivals: Arrivals) async throws {
        var (seen, quiet) = (arrivals.count, 0)
        while seen < wanted, quiet < 100 {
            try await Task.sleep(for: .milliseconds(100))
            quiet = arrivals.count == seen ? quiet + 1 : 0
            seen = arrivals.count
        }
    }
}
