import Foundation
import Installation

/// What was sampled, by process and by queue.
struct SoakSamples {
    private var resident: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var descriptors: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var ages: [String: [(x: Double, y: Double)]] = [:]

    /// Queues of the store; of each other service its outbox is one more.
    private static let queues = ["ingest", "answers", "assess", "plan", "deliver"]

    /// Looks at everything that runs; what does not say all that is asked is a mistake.
    mutating func take(_ installation: Installation, at changes: Int) throws {
        let x = Double(changes) / 1e6
        for service in Installation.Service.allCases {
            guard let program = installation.program(service), program.isRunning, program.residentBytes > 0 else {
                throw BenchmarkError(description: "\(service.rawValue) has ended")
            }
            resident[service, default: []].append((x, Double(program.residentBytes) / 1_048_576))
            descriptors[service, default: []].append((x, Double(program.descriptors)))
            let page = installation.metricsPage(service)
            func take(_ line: String, as name: String) throws {
                guard let age = page[line] else {
                    throw BenchmarkError(description: "\(service.rawValue) does not say \(line)")
                }
                ages[name, default: []].append((x, age))
            }
            if service == .evidenceStore {
                for name in Self.queues { try take("settei_store_queue_age_seconds{queue=\"\(name)\"}", as: name) }
            } else {
                try take("settei_bus_oldest_seconds", as: "\(service.rawValue).outbox")
            }
        }
    }

    /// Slopes are for a million changes; verdicts are 1 for flat, 0 for not.
    ///
    /// - Parameter megabytes: by how much a process may rise besides a tenth: allocators never give all back.
    func report(into report: inout Report, megabytes: Double) {
        var isFlat = true
        for service in Installation.Service.allCases {
            let (memory, files) = (resident[service] ?? [], descriptors[service] ?? [])
            report["\(service.rawValue).megabytes"] = memory.map(\.y).max() ?? 0
            report["\(service.rawValue).megabytesPerMillion"] = Line(memory).slope
            report["\(service.rawValue).descriptors"] = files.map(\.y).max() ?? 0
            report["\(service.rawValue).descriptorsPerMillion"] = Line(files).slope
            // By a tenth over the whole run, and a little: connections to receivers come and go.
            func isFlatEnough(_ points: [(x: Double, y: Double)], _ more: Double) -> Bool {
                Line(points).rise <= 0.1 * points.map(\.y).median + more
            }
            isFlat = isFlat && isFlatEnough(memory, megabytes) && isFlatEnough(files, 2)
        }
        for (name, values) in ages.sorted(by: { $0.key < $1.key }) {
            report["\(name).oldestSeconds"] = values.map(\.y).max() ?? 0
            report["\(name).secondsPerMillion"] = Line(values).slope
            isFlat = isFlat && Line(values).rise <= 1
        }
        report["samples"] = Double(ages["ingest"]?.count ?? 0)
        report["flat"] = isFlat ? 1 : 0
    }
}

/// The straight line nearest to points.
struct Line {
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
