import Bus
import Foundation
import Installation
import Threading

/// Runs changes at a steady rate for a long time and looks whether anything grows: memory, file descriptors, ages of queues.
///
/// The line nearest to each process's samples says by how much a million changes would make it grow. The first fifth is left out:
/// it fills caches and pools.
struct SoakBenchmark {
    let isQuick: Bool

    private var changes: Int { isQuick ? 60_000 : 2_000_000 }
    private var rate: Int { isQuick ? 1_000 : 2_000 }
    private static let samples = 100
    private static let ages = ["ingest", "answers", "assess", "plan", "deliver"]

    func run() async throws -> Report {
        let installation = try Flow.installation()
        defer { installation.stop() }
        let flow = try await Flow(installation, buckets: 5_000)
        var soak = SoakSamples()
        let each = changes / Self.samples
        var published = 0
        let start = MonotonicClock.system.now()
        for sample in 0..<Self.samples {
            // Faster than the rate is waited for; slower is seen in the rate that was reached.
            for _ in 0..<10 {
                try await flow.publish(flow.next(each / 10))
                published += each / 10
                let due = start + .milliseconds(published * 1_000 / rate)
                let wait = due - MonotonicClock.system.now()
                if wait > .zero { try await Task.sleep(for: wait) }
            }
            if sample >= Self.samples / 5 { soak.take(installation, at: published, ages: Self.ages) }
        }
        let seconds = (MonotonicClock.system.now() - start).seconds
        await flow.stop()
        var report = Report()
        report["changes"] = Double(published)
        report["changesPerSecond"] = Double(published) / seconds
        soak.report(into: &report)
        return report
    }
}

/// What was sampled, by process and by queue.
private struct SoakSamples {
    private var resident: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var descriptors: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var ages: [String: [(x: Double, y: Double)]] = [:]

    mutating func take(_ installation: Installation, at changes: Int, ages names: [String]) {
        let x = Double(changes) / 1e6
        for service in Installation.Service.allCases {
            guard let program = installation.program(service) else { continue }
            resident[service, default: []].append((x, Double(program.residentBytes) / 1_048_576))
            descriptors[service, default: []].append((x, Double(program.descriptors)))
        }
        for name in names {
            let line = "settei_store_queue_age_seconds{queue=\"\(name)\"}"
            ages[name, default: []].append((x, installation.metric(line, of: .evidenceStore)))
        }
    }

    /// Slopes are for a million changes; verdicts are 1 for flat, 0 for not.
    func report(into report: inout Report) {
        var isFlat = true
        for service in Installation.Service.allCases {
            let (memory, files) = (resident[service] ?? [], descriptors[service] ?? [])
            let line = Line(memory)
            report["\(service.rawValue).megabytes"] = memory.map(\.y).max() ?? 0
            report["\(service.rawValue).megabytesPerMillion"] = line.slope
            report["\(service.rawValue).descriptors"] = files.map(\.y).max() ?? 0
            report["\(service.rawValue).descriptorsPerMillion"] = Line(files).slope
            // Over the whole run the line may rise by a tenth and two megabytes at most: allocators never give all back.
            isFlat = isFlat && line.rise <= 0.1 * memory.map(\.y).median + 2 && Line(files).rise <= 2
        }
        for (name, values) in ages.sorted(by: { $0.key < $1.key }) {
            report["\(name).oldestSeconds"] = values.map(\.y).max() ?? 0
            report["\(name).secondsPerMillion"] = Line(values).slope
            isFlat = isFlat && Line(values).rise <= 1
        }
        report["flat"] = isFlat ? 1 : 0
    }
}

/// The straight line nearest to points.
private struct Line {
    let slope: Double
    /// By how much it rises from the first point to the last.
    let rise: Double

    init(_ points: [(x: Double, y: Double)]) {
        let count = Double(max(points.count, 1))
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let xx = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        let xy = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        slope = xx > 0 ? xy / xx : 0
        rise = slope * ((points.last?.x ?? 0) - (points.first?.x ?? 0))
    }
}

extension Program {
    /// Open file descriptors.
    fileprivate var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/fd").count) ?? 0
    }
}
