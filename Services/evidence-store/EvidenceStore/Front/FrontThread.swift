import Access
import Dispatch
import Synchronization
import Threading
import ZeroMQ

/// Runs the ``FrontLoop`` on the thread that makes, polls and closes its sockets.
final class FrontThread: Sendable {
    /// Where the sockets are.
    let endpoints: (external: FrontEndpoints, internal: FrontEndpoints)
    private let thread: DedicatedThread
    private let stopping: EventFD
    private let stopped: DispatchSemaphore
    private let finishing: DispatchSemaphore

    /// Binds the sockets and begins to serve.
    ///
    /// - Parameter onEnd: called on the thread when it ends, with an error where it was not told to.
    init(
        _ settings: StoreSettings,
        contexts: (external: Context, internal: Context),
        start: JournalStart,
        shared: FrontShared,
        onEnd: @escaping @Sendable (ZeroMQError?) -> Void
    ) throws(ZeroMQError) {
        let opening = FrontOpening()
        let (stopping, stopped, finishing) = (EventFD(), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        (self.stopping, self.stopped, self.finishing) = (stopping, stopped, finishing)
        let (external, `internal`) = contexts
        thread = DedicatedThread(name: "sockets") {
            do throws(ZeroMQError) {
                let loop = FrontLoop(
                    settings.front,
                    sides: (
                        external: try FrontSide(
                            .external,
                            in: external,
                            keys: settings.keys,
                            endpoints: settings.external
                        ),
                        internal: try FrontSide(
                            .internal,
                            in: `internal`,
                            keys: settings.keys,
                            endpoints: settings.internal
                        )
                    ),
                    start: start,
                    shared: shared
                )
                opening.finish(.success((loop.external.endpoints, loop.internal.endpoints)))
                try loop.run(until: stopping)
                stopped.signal()
                finishing.wait()
                try loop.finish()
                onEnd(nil)
            } catch {
                opening.finish(.failure(error))
                stopped.signal()
                onEnd(error)
            }
            // Nobody takes anything any more: whoever still delivers must not wait.
            shared.mailbox.close()
        }
        opening.done.wait()
        switch opening.result.withLock({ $0 }) {
        case .success(let bound): endpoints = bound
        case .failure(let error): throw error
        case nil: throw ZeroMQError(code: ZeroMQError.ETERM, call: "socket thread")
        }
    }

    /// Stops taking messages and questions in; returns when that is so.
    func stopReading() {
        stopping.signal()
        stopped.wait()
    }

    /// Sends what the other threads left, closes the sockets and ends.
    func finish() {
        finishing.signal()
        thread.join()
    }
}

/// How the thread says where its sockets are, or why there are none.
private final class FrontOpening: Sendable {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Result<(FrontEndpoints, FrontEndpoints), ZeroMQError>?>(nil)

    /// The first call counts.
    func finish(_ outcome: Result<(FrontEndpoints, FrontEndpoints), ZeroMQError>) {
        let isFirst = result.withLock { result in
            defer { result = result ?? outcome }
            return result == nil
        }
        if isFirst { done.signal() }
    }
}
