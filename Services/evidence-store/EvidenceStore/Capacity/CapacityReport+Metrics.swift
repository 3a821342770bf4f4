import JSON
import Messages
import ServiceKit
import Synchronization

extension StoreState {
    /// Metrics that begin with `settei_store_capacity_`, and the queues of work; nothing of what is not known.
    func registerCapacity(in metrics: Metrics) {
        func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (CapacityReport) -> Double?) {
            metrics.gauge("settei_store_capacity_\(name)", help) { [self] in
                capacity.withLock { $0.flatMap(read) } ?? .nan
            }
        }
        gauge("disk_free_bytes", "Free on the journal's volume.") { $0.disk.map { Double($0.freeBytes) } }
        gauge("disk_total_bytes", "Size of the journal's volume.") { $0.disk.map { Double($0.totalBytes) } }
        gauge("disk_used_ratio", "Part of the journal's volume that is in use.") { $0.disk?.used }
        gauge("journal_bytes", "Size of the journal.") { Double($0.journalBytes) }
        gauge("growth_bytes_per_second", "What the journal grows by, over at most a week.") { $0.growthBytesPerSecond }
        gauge("disk_full_seconds", "Until the volume is full at this growth; NaN for never, and in the first hour.") {
            $0.isForetold ? $0.diskFullSeconds : nil
        }
        gauge("ingest_rate", "Messages recorded a second, now.") { $0.ingestRate }
        gauge("ingest_sustainable_rate", "Messages a second that the disk is known to take.") { $0.sustainableRate }
        gauge("throughput_used_ratio", "Part of that rate that is in use.") { $0.throughputUsed }
        gauge("throughput_full_seconds", "Until the rate reaches it; NaN for never, and in the first hour.") {
            $0.isForetold ? $0.throughputFullSeconds : nil
        }
        for kind in WorkKind.allCases { registerWork(kind, in: metrics) }
    }

    private func registerWork(_ kind: WorkKind, in metrics: Metrics) {
        let labels = ["queue": kind.rawValue]
        metrics.gauge("settei_store_queue_length", "Elements that wait, by queue.", labels: labels) { [self] in
            Double(capacity.withLock { $0?.work.first { $0.kind == kind }?.count } ?? 0)
        }
        let help = "How long the oldest element has waited, by queue."
        metrics.gauge("settei_store_queue_age_seconds", help, labels: labels) { [self] in
            capacity.withLock { $0?.work.first { $0.kind == kind }?.oldestSeconds } ?? 0
        }
    }
}
