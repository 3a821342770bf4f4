import JSON
import ServiceKit
import Synchronization

/// What the copier last said, for metrics and `status`.
final class CopyState: Sendable {
    /// Where the copy is, as people call it; nil: there is no copy.
    let target = Mutex<String?>(nil)
    /// Messages that are in the journal and not in the copy.
    let messagesBehind = Atomic<Int64>(0)
    /// How old the oldest of them is, in milliseconds.
    let millisecondsBehind = Atomic<Int64>(0)
    /// Messages whose full tiles and entry bundles are not in the copy yet.
    let tilesBehind = Atomic<Int64>(0)
    /// The last segment that is in the copy.
    let segment = Atomic<Int64>(0)
    let written = Atomic<Int>(0)
    let writtenBytes = Atomic<Int>(0)
    let failures = Atomic<Int>(0)
    /// The lag is over its limit.
    let isLate = Atomic<Bool>(false)
    /// What is wrong now; nil: nothing.
    let problem = Mutex<String?>(nil)
}

extension CopyState {
    /// The member `copy` of `status`; left out where there is no copy.
    func write(to writer: inout JSONWriter) {
        guard let target = target.withLock({ $0 }) else { return }
        writer.key("copy")
        writer.beginObject()
        writer.member("target", target)
        writer.member("segment", segment.load(ordering: .relaxed))
        writer.member("messagesBehind", messagesBehind.load(ordering: .relaxed))
        writer.member("secondsBehind", millisecondsBehind.load(ordering: .relaxed) / 1_000)
        writer.member("tilesBehind", tilesBehind.load(ordering: .relaxed))
        writer.member("failures", failures.load(ordering: .relaxed))
        writer.member("late", isLate.load(ordering: .relaxed))
        writer.member("problem", problem.withLock { $0 })
        writer.endObject()
    }

    /// Metrics that begin with `settei_store_copy_`; none where there is no copy.
    func register(in metrics: Metrics) {
        guard target.withLock({ $0 != nil }) else { return }
        func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (CopyState) -> Double) {
            metrics.gauge("settei_store_copy_\(name)", help) { [self] in read(self) }
        }
        gauge("messages_behind", "Messages that are not in the copy yet.") {
            Double($0.messagesBehind.load(ordering: .relaxed))
        }
        gauge("seconds_behind", "Age of the oldest message that is not in the copy yet.") {
            Double($0.millisecondsBehind.load(ordering: .relaxed)) / 1_000
        }
        gauge("tiles_behind", "Messages after the last whose full tiles are in the copy.") {
            Double($0.tilesBehind.load(ordering: .relaxed))
        }
        gauge("late", "1 while the copy is further behind than its limit, or needs somebody.") {
            $0.isLate.load(ordering: .relaxed) ? 1 : 0
        }
        func counter(_ name: String, _ help: String, _ read: @escaping @Sendable (CopyState) -> Double) {
            metrics.counter("settei_store_copy_\(name)", help) { [self] in read(self) }
        }
        counter("segments_total", "Segments written to the copy.") { Double($0.written.load(ordering: .relaxed)) }
        counter("bytes_total", "Bytes of segments written to the copy.") {
            Double($0.writtenBytes.load(ordering: .relaxed))
        }
        counter("failures_total", "Attempts to write to the copy that failed.") {
            Double($0.failures.load(ordering: .relaxed))
        }
    }
}
