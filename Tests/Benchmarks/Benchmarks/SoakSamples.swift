import Foundation
import Installation

/// What was sampled, by process and by queue.
struct SoakSamples {
    private var resident: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var descriptors: [Installation.Service: [(x: Double, y: Double)]] = [:]
    private var ages: [String: [(x: Double, y: Double)]] = [:]
    /// How many were taken, also those that do not count.
    private var taken = 0
    /// Whether what piled up in a disturbance may still be there.
    private var isCatchingUp = false

    /// Looks at everything that runs; what does not say all that is asked is a mistake.
    ///
    /// - Parameter isDisturbed: whether the services were kept from running since the sample before. This one does not count then, and
    ///   none does until no queue's oldest is older than a second: a queue that grows undisturbed always counts.
    mutating func take(_ installation: Installation, at changes: Int, isDisturbed: Bool) throws {
        let found = try Installation.Service.allCases.map { try Look($0, in: installation) }
        taken += 1
        isCatchingUp = isDisturbed || isCatchingUp && found.contains { $0.ages.values.contains { $0 > 1 } }
        guard !isCatchingUp else { return }
        let x = Double(changes) / 1e6
        for look in found {
            resident[look.service, default: []].append((x, look.megabytes))
            descriptors[look.service, default: []].append((x, look.descriptors))
            for (name, age) in look.ages { ages[name, default: []].append((x, age)) }
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
        report["samples"] = Double(taken)
        report["counted"] = Double(ages["ingest"]?.count ?? 0)
        report["flat"] = isFlat ? 1 : 0
    }
}

/// What one process says of itself at one time.
private struct Look {
    let service: Installation.Service
    let megabytes: Double
    let descriptors: Double
    /// Seconds, by queue.
    var ages: [String: Double] = [:]

    /// Queues of the store; of each other service its outbox is one more.
    private static let queues = ["ingest", "answers", "assess", "plan", "deliver"]

    init(_ service: Installation.Service, in installation: Installation) throws {
        guard let program = installation.program(service), program.isRunning, program.residentBytes > 0 else {
            throw BenchmarkError(description: "\(service.rawValue) has ended")
        }
        self.service = service
        megabytes = Double(program.residentBytes) / 1_048_576
        descriptors = Double(program.descriptors)
        let page = installation.metricsPage(service)
        func take(_ line: String, as name: String) throws {
            guard let age = page[line] else {
                throw BenchmarkError(description: "\(service.rawValue) does not say \(line)")
            }
            ages[name] = age
        }
        if service == .evidenceStore {
            for name in Self.queues { try take("settei_store_queue_age_seconds{queue=\"\(name)\"}", as: name) }
        } else {
            try take("settei_bus_oldest_seconds", as: "\(service.rawValue).outbox")
        }
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
