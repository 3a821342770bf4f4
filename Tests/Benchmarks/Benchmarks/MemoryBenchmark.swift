import Installation

/// Measures the resident memory of each service while a million messages go through: half changes, half assessments.
struct MemoryBenchmark {
    let isQuick: Bool

    /// Samples over the run; the first tenth of the messages fills caches and pools.
    private static let samples = 20

    func run() async throws -> Report {
        let messages = isQuick ? 100_000 : 1_000_000
        let installation = try Flow.installation()
        defer { installation.stop() }
        let flow = try await Flow(installation, buckets: 5_000)
        var resident: [Installation.Service: [Double]] = [:]
        for _ in 0..<Self.samples {
            try await flow.publish(flow.next(messages / 2 / Self.samples))
            for service in Installation.Service.allCases {
                let bytes = installation.program(service)?.residentBytes ?? 0
                resident[service, default: []].append(Double(bytes) / 1_048_576)
            }
        }
        await flow.stop()
        var report = Report()
        report["messages"] = Double(messages)
        report["megabytes"] = resident.values.compactMap { $0.max() }.max() ?? 0
        report["growth"] = resident.values.map(Self.growth).max() ?? 0
        for service in Installation.Service.allCases {
            let values = resident[service] ?? []
            report["\(service.rawValue).megabytes"] = values.max() ?? 0
            report["\(service.rawValue).growth"] = Self.growth(values)
            report.add("\(service.rawValue).megabytesOverTime", values)
        }
        return report
    }

    /// What the last quarter needs, compared with the second: 1 is flat.
    private static func growth(_ values: [Double]) -> Double {
        let quarter = values.count / 4
        return Array(values.suffix(quarter)).median / Array(values[quarter..<2 * quarter]).median
    }
}
