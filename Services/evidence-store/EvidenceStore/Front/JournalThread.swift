import Dispatch
import Messages
import Synchronization
import Threading

/// What the journal says when it is opened.
struct JournalStart: Sendable {
    let epoch: Epoch
    let heads: [Kind: Int64]
    let policyDigest: String?
    /// The keys, which readers share.
    let vault: KeyVault
}

/// The thread that owns the writing connection: drains the queue, one transaction per batch, and tells the result.
///
/// The busier the store, the larger the batches: nothing waits for a batch to fill. A commit that fails for want of room
/// is answered with `later` and the next one is tried as if nothing had been.
final class JournalThread: Sendable {
    private let thread: DedicatedThread
    private let queue: IngestQueue

    /// Opens the journal on its own thread, and returns once it is open and its tail is verified.
    ///
    /// - Throws: ``JournalError`` where it cannot be opened.
    init(
        queue: IngestQueue,
        mailbox: FrontMailbox,
        state: StoreState,
        clock: WallClock,
        lastResort: LastResort,
        onFenced: @escaping @Sendable (JournalError) -> Void = { _ in },
        says: JournalSelf = JournalSelf(),
        open: @escaping @Sendable () throws(JournalError) -> Journal
    ) throws(JournalError) {
        self.queue = queue
        let start = JournalOpening()
        thread = DedicatedThread(name: "journal") {
            do throws(JournalError) {
                let journal = try open()
                let digest = journal.policy?.digest
                start.finish(
                    .success(
                        JournalStart(
                            epoch: journal.epoch,
                            heads: journal.heads(),
                            policyDigest: digest,
                            vault: journal.vault
                        )
                    )
                )
                JournalLoop(journal, queue, mailbox, state, clock, lastResort, onFenced: onFenced, says: says).run()
                try journal.close()
            } catch {
                start.finish(.failure(error))
            }
        }
        start.opened.wait()
        switch start.result.withLock({ $0 }) {
        case .success(let opened): self.start = opened
        case .failure(let error): throw error
        case nil: throw .fault("the journal thread ended without a word")
        }
    }

    /// What the journal was opened with.
    let start: JournalStart

    /// Commits what is queued, and ends.
    func stop() {
        queue.close()
        thread.join()
    }
}

/// How the thread says that the journal is open, or why not.
private final class JournalOpening: Sendable {
    let opened = DispatchSemaphore(value: 0)
    let result = Mutex<Result<JournalStart, JournalError>?>(nil)

    func finish(_ outcome: Result<JournalStart, JournalError>) {
        result.withLock { $0 = outcome }
        opened.signal()
    }
}
