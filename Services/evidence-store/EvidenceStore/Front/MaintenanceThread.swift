import Dispatch
import SQL
import ServiceKit
import Synchronization
import Threading

/// Copies the write-ahead log back once a second, and reads the whole journal once after start, a step at a time.
///
/// Apart from the journal thread, because a checkpoint can take tens of milliseconds. Damage goes to the journal thread,
/// which records it; nothing is mended.
final class MaintenanceThread: Sendable {
    private let stopping = DispatchSemaphore(value: 0)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    init(_ configuration: JournalConfiguration, vault: KeyVault, queue: IngestQueue, state: StoreState, log: Log) {
        let stopping = stopping
        let running = DedicatedThread(name: "maintenance") {
            let loop = MaintenanceLoop(configuration, vault, queue, state, log)
            while stopping.wait(timeout: .now() + loop.pause) == .timedOut { loop.turn() }
        }
        thread.withLock { $0 = running }
    }

    func stop() {
        stopping.signal()
        thread.withLock { $0 }?.join()
    }
}

/// What the maintenance thread does, a little at a time.
private final class MaintenanceLoop {
    private let configuration: JournalConfiguration
    private let vault: KeyVault
    private let queue: IngestQueue
    private let state: StoreState
    private let log: Log
    private var copier: LogCopier?
    private var verification: BackgroundVerification?
    private var isVerified = false
    private var nextCopy = Instant(nanoseconds: 0)

    init(
        _ configuration: JournalConfiguration,
        _ vault: KeyVault,
        _ queue: IngestQueue,
        _ state: StoreState,
        _ log: Log
    ) {
        self.configuration = configuration
        self.vault = vault
        self.queue = queue
        self.state = state
        self.log = log
    }

    /// Short while the journal is being read, so that it takes a few percent of a core.
    var pause: DispatchTimeInterval { isVerified ? .milliseconds(500) : .milliseconds(20) }

    func turn() {
        let now = MonotonicClock.system.now()
        if now >= nextCopy, !configuration.isOnServer {
            nextCopy = now + .seconds(1)
            copy()
        }
        if !isVerified { verify() }
    }

    private func openCopier() throws(JournalError) -> LogCopier {
        if let copier { return copier }
        return try LogCopier(directory: configuration.directory)
    }

    private func copy() {
        do throws(JournalError) {
            let copier = try openCopier()
            self.copier = copier
            let result = try copier.run()
            state.logPages.store(max(0, Int(result.walPages) - Int(result.copiedPages)), ordering: .relaxed)
        } catch {
            copier = nil
            log.warning("the write-ahead log was not copied", [.error: .error(error)])
        }
    }

    private func verify() {
        do {
            let verification = try self.verification ?? BackgroundVerification(configuration, vault: vault)
            self.verification = verification
            let found = try verification.step()
            if !found.isEmpty { queue.report(found) }
            state.toVerify.store(verification.end, ordering: .relaxed)
            state.verified.store(min(verification.verified, verification.end), ordering: .relaxed)
            state.damages.store(verification.damages.count, ordering: .relaxed)
            isVerified = verification.isComplete
        } catch {
            verification = nil
            isVerified = true
            log.error("the journal could not be read through", [.error: .error(error)])
        }
    }
}
