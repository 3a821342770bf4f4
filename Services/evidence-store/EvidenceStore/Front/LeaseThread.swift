import Dispatch
import SQL
import Synchronization
import Threading

/// Says every second that this store lives, where its journal is on a server; notices when the journal is another's.
///
/// With a connection of its own, because the journal's may be waiting for its disk.
final class LeaseThread: Sendable {
    private let stopping = DispatchSemaphore(value: 0)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    /// - Parameter onFenced: called once, on the thread.
    init(
        _ server: DatabaseServer,
        _ epoch: Epoch,
        _ state: StoreState,
        onFenced: @escaping @Sendable (JournalError) -> Void
    ) {
        let stopping = stopping
        state.leaseRenewed.store(MonotonicClock.system.now().nanoseconds, ordering: .relaxed)
        let running = DedicatedThread(name: "lease") {
            var database: Database?
            repeat {
                do throws(SQLError) {
                    let connection =
                        if let database { database } else {
                            try Database(server: server, application: "evidence-store (lease)")
                        }
                    database = connection
                    let asked = MonotonicClock.system.now().nanoseconds
                    if try !JournalOwnership.renew(epoch, in: connection) {
                        return onFenced(.fenced(epoch.description, by: "another store"))
                    }
                    state.leaseRenewed.store(asked, ordering: .relaxed)
                } catch {
                    // The server is away: nobody can take the journal over meanwhile either.
                    database = nil
                }
            } while stopping.wait(timeout: .now() + .seconds(1)) == .timedOut
        }
        thread.withLock { $0 = running }
    }

    func stop() {
        stopping.signal()
        thread.withLock { $0 }?.join()
    }
}
