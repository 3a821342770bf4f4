import Threading

/// Runs work that waits for the disk on a thread of its own, so that tasks which wait for receivers are not held up.
final class WriterThread: Sendable {
    private let jobs = BoundedRing<@Sendable () -> Void>(capacity: 4_096)

    init() {
        let jobs = jobs
        _ = DedicatedThread(name: "writer") {
            var batch: [@Sendable () -> Void] = []
            while jobs.popBatch(into: &batch, max: 1) > 0 {
                for job in batch { job() }
                batch.removeAll(keepingCapacity: true)
            }
        }
    }

    deinit { jobs.close() }

    /// Runs `body` after what was handed over before, and returns its result; at once and here when too much waits.
    func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            let job: @Sendable () -> Void = { continuation.resume(returning: body()) }
            if !jobs.tryPush(job) { job() }
        }
    }
}
