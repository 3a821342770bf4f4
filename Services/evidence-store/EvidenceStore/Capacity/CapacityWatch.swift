import Messages

/// Decides when operators are told that something runs out: when it first comes near, and daily while it stays so.
struct CapacityWatch: Sendable {
    struct Limits: Sendable, Hashable {
        /// A forecast that is nearer is told.
        var horizon: Duration = .seconds(7 * 86_400)
        /// A volume that is fuller is told, in percent.
        var diskPercent = 85
    }

    /// How long until the same is told again.
    private static let pause: Duration = .seconds(86_400)

    let limits: Limits
    private var told: [String: Timestamp] = [:]

    init(_ limits: Limits) { self.limits = limits }

    /// What is to be told now.
    mutating func look(at report: CapacityReport) -> [OperatorAlerted] {
        var found: [String: String] = [:]
        let horizon = Double(limits.horizon.components.seconds)
        if let disk = report.disk, disk.used * 100 > Double(limits.diskPercent) {
            found["disk"] = "the journal's volume is \(Int(disk.used * 100)) % full"
        }
        if report.isForetold {
            if let seconds = report.diskFullSeconds, seconds < horizon {
                found["disk-forecast"] = "the journal's volume is full in \(Self.words(seconds)), as it grows now"
            }
            if let seconds = report.throughputFullSeconds, seconds < horizon {
                found["throughput-forecast"] =
                    "more comes in than the disk can take in \(Self.words(seconds)), as it grows now"
            }
        }
        told = told.filter { found[$0.key] != nil }
        let due = found.filter { what, _ in told[what].map { report.at - $0 >= Self.pause } ?? true }
        for what in due.keys { told[what] = report.at }
        return due.sorted { $0.key < $1.key }.map { what, text in
            OperatorAlerted(.capacity, text: text, details: ["capacity.what": what].merging(report.details) { $1 })
        }
    }

    private static func words(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: "less than a minute"
        case ..<7_200: "\(Int(seconds / 60)) minutes"
        case ..<172_800: "\(Int(seconds / 3_600)) hours"
        default: "\(Int(seconds / 86_400)) days"
        }
    }
}

extension CapacityReport {
    fileprivate var details: [String: String] {
        var details = ["journal.bytes": String(journalBytes), "ingest.rate": String(Int(ingestRate))]
        if let disk {
            details["disk.free"] = String(disk.freeBytes)
            details["disk.total"] = String(disk.totalBytes)
        }
        if let growthBytesPerSecond { details["growth.day"] = String(Int(growthBytesPerSecond * 86_400)) }
        if let sustainableRate { details["ingest.sustainable"] = String(Int(sustainableRate)) }
        return details
    }
}
