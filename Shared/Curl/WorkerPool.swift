import Dispatch
import Synchronization
import Threading

/// Runs blocking work for tasks on a few threads of its own, which are started as they are needed.
final class WorkerPool: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var idle = 0
        var threads: [DedicatedThread] = []
        var isClosed = false
    }

    private let name: String
    private let maximum: Int
    private let shared: Shared

    /// What the threads keep alive: not the pool itself, so that letting go of the pool ends them.
    private final class Shared: Sendable {
        let state = Mutex(State())
        let wake = DispatchSemaphore(value: 0)

        func work() {
            while true {
                wake.wait()
                let job = state.withLock { state -> (@Sendable () -> Void)? in
                    guard !state.jobs.isEmpty else { return nil }
                    state.idle -= 1
                    return state.jobs.removeFirst()
                }
                guard let job else { return }
                job()
                state.withLock { $0.idle += 1 }
            }
        }
    }

    init(name: String, maximum: Int) {
        self.name = name
        self.maximum = max(maximum, 1)
        shared = Shared()
    }

    deinit {
        // One wake-up for each job, and one more for each thread, which then finds nothing and ends.
        for _ in 0..<shared.state.withLock({ $0.threads.count }) {
            shared.wake.signal()
        }
    }

    /// Runs `body` on one of the threads and returns its result; waits when all are busy.
    func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            submit { continuation.resume(returning: body()) }
        }
    }

    private func submit(_ job: @escaping @Sendable () -> Void) {
        shared.state.withLock { state in
            state.jobs.append(job)
            if state.jobs.count > state.idle, state.threads.count < maximum {
                state.idle += 1
                state.threads.append(DedicatedThread(name: name) { [shared] in shared.work() })
            }
        }
        shared.wake.signal()
    }
}
