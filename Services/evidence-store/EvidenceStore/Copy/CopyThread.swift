import Dispatch
import Messages
import ServiceKit
import Synchronization
import Threading

/// Writes the copy, once a second, on a thread of its own: the store waits for it never and nowhere.
final class CopyThread: Sendable {
    private let stopping = DispatchSemaphore(value: 0)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)
    private let current = OpenTarget()

    /// Starts it; whatever is wrong with the target, it is tried again and again.
    init(
        _ configuration: CopyConfiguration,
        of journal: JournalConfiguration,
        state: CopyState,
        queue: IngestQueue,
        log: Log
    ) {
        state.target.withLock { $0 = configuration.place }
        let (stopping, current) = (stopping, current)
        let running = DedicatedThread(name: "copy") {
            let open = { () throws(CopyError) -> any CopyTarget in try current.set(configuration.target()) }
            let loop = CopyLoop(open, journal, state: state, limit: configuration.lagLimit, log: log) { alert in
                // Where there is no room it is in metrics and in `status` all the same.
                _ = queue.say(.alert(alert))
            }
            while stopping.wait(timeout: .now() + .milliseconds(loop.pause)) == .timedOut { loop.turn() }
        }
        thread.withLock { $0 = running }
    }

    /// Ends it within about a second; what is not copied yet is copied after the next start.
    func stop() {
        stopping.signal()
        current.cancel()
        thread.withLock { $0 }?.join()
    }
}

/// The target that the copy's thread asks, so that another thread can end its waiting.
private final class OpenTarget: Sendable {
    private let target: Mutex<(any CopyTarget)?> = Mutex(nil)

    func set(_ opened: any CopyTarget) -> any CopyTarget {
        target.withLock { $0 = opened }
        return opened
    }

    func cancel() {
        target.withLock { $0 }?.cancel()
    }
}
