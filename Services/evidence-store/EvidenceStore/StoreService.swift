import Access
import Diagnostics
import Messages
import SQL
import ServiceKit
import Synchronization
import Threading
import ZeroMQ

/// A running evidence-store: its threads, in the order in which they must start and stop.
///
/// Start: journal (opened and its tail verified), readers, ZAP handler, sockets. Stop: nothing more is taken in, the
/// journal thread commits what is queued, the socket thread sends the receipts, and the sockets linger.
final class StoreService: Sendable {
    /// Where the sockets are.
    let endpoints: (external: FrontEndpoints, internal: FrontEndpoints)
    let epoch: String
    let state = StoreState()
    /// Why the store cannot go on; finishes when it was stopped.
    let failures: AsyncStream<String>

    let access: AccessControl
    let queue: IngestQueue
    let mailbox = FrontMailbox()
    let readers: ReaderPool
    private let contexts: (external: Context, internal: Context)
    private let zap: ZAPHandler
    private let journal: JournalThread
    private let front: FrontThread
    private let maintenance: MaintenanceThread
    private let lease: LeaseThread?
    private let capacity: CapacityThread
    let attestation: Attestation
    private let copy: CopyThread?
    private let lastResort: LastResort
    private let settings: StoreSettings
    private let log: Log
    private let failure: AsyncStream<String>.Continuation

    /// Opens the journal, binds the sockets and serves.
    ///
    /// - Throws: ``JournalError`` or ``ZeroMQError``; then nothing is left running.
    init(_ settings: StoreSettings, log: Log, metrics: Metrics = Metrics()) throws {
        (failures, failure) = AsyncStream.makeStream()
        self.settings = settings
        self.log = log
        let (queue, mailbox, state, failure) = (
            IngestQueue(capacity: settings.queueCapacity, maximumBytes: settings.queueBytes), mailbox, state, failure
        )
        self.queue = queue
        access = AccessControl(settings.principals)
        lastResort = LastResort(command: settings.lastResort) { message, details in
            log.error(message, [.reason: .string(details)])
        }
        let configuration = settings.journal
        let flowLedger = FlowLedger()
        journal = try JournalThread(
            queue: queue,
            mailbox: mailbox,
            state: state,
            clock: .system,
            lastResort: lastResort,
            onFenced: { failure.yield($0.description) },
            says: JournalSelf(
                start: StartFacts(
                    socketKey: settings.keys.publicKey.z85,
                    settings: settings.digests,
                    principals: settings.principals.digests
                ),
                ledger: access.ledger,
                flows: flowLedger
            )
        ) { () throws(JournalError) -> Journal in
            try Journal(
                configuration: configuration,
                now: Timestamp(milliseconds: WallClock.system.now().milliseconds)
            )
        }
        epoch = journal.start.epoch.description
        readers = ReaderPool(threads: settings.readerThreads, capacity: 1_000)
        let shared = FrontShared(
            access: access,
            queue: queue,
            mailbox: mailbox,
            readers: readers,
            state: state,
            metrics: FrontMetrics(metrics),
            ledger: flowLedger,
            clock: .system,
            wall: .system
        )
        do {
            contexts = (try Context(ioThreads: 1), try Context(ioThreads: 1))
            zap = try ZAPHandler(contexts: contexts, access: access) { error in
                if let error { failure.yield("the ZAP handler ended: \(error)") }
            }
            front = try FrontThread(settings, contexts: contexts, start: journal.start, shared: shared) { error in
                if let error { failure.yield("the socket thread ended: \(error)") }
            }
        } catch {
            journal.stop()
            throw error
        }
        copy = settings.copy.map {
            CopyThread($0, of: configuration, state: state.copy, queue: queue, log: log)
        }
        endpoints = front.endpoints
        lease = try Self.lease(configuration, journal.start.epoch, state) { failure.yield($0.description) }
        maintenance = MaintenanceThread(
            configuration,
            vault: journal.start.vault,
            queue: queue,
            state: state,
            log: log
        )
        capacity = CapacityThread(
            configuration,
            vault: journal.start.vault,
            limits: settings.capacity,
            state: state,
            log: log
        ) { [queue] in
            queue.say($0)
        }
        let (epoch, vault) = (epoch, journal.start.vault)
        readers.start(mailbox: mailbox) { () throws(JournalError) -> QueryExecutor in
            let reader = try JournalReader(configuration, vault: vault)
            let signing = configuration.keys.signing
            return QueryExecutor(reader, signing: signing, epoch: epoch, state: state, queue: queue, clock: .system)
        }
        attestation = Attestation(settings.attestation, log: log) {
            try JournalCheckpoints(directory: configuration.directory)
        } say: { [queue] in
            queue.say($0)
        }
        StoreMetrics.register(in: metrics, self)
        announce()
    }

    /// Reads the principals again if their file is another one by now.
    func reloadIfChanged() {
        if settings.principalsFile.isChanged() { reload() }
    }

    /// Reads the principals again; a file with mistakes changes nothing.
    func reload() {
        let sink = DiagnosticSink()
        guard let list = settings.principalsFile.load(into: sink) else {
            state.principalsHeldBack.store(true, ordering: .relaxed)
            return log.error("principals not changed", [.diagnostic: .string(sink.diagnostics.rendered())])
        }
        state.principalsHeldBack.store(false, ordering: .relaxed)
        access.replace(list)
        if !queue.say(.configured(.principals, list.digests)) {
            log.error("the new principals were not recorded: too much waits for the journal")
        }
        log.notice("principals read", [.count: .int(list.byName.count)])
    }

    private static func lease(
        _ configuration: JournalConfiguration,
        _ epoch: Epoch,
        _ state: StoreState,
        onFenced: @escaping @Sendable (JournalError) -> Void
    ) throws -> LeaseThread? {
        guard configuration.isOnServer else { return nil }
        return LeaseThread(try DatabaseServer(configuration.directory), epoch, state, onFenced: onFenced)
    }

    /// Ends the ZAP handler alone, to test that nobody gets in then.
    func stopZAP() { zap.stop() }

    /// Finishes what was taken in, and ends every thread.
    func stop() {
        front.stopReading()
        readers.stop()
        attestation.stop()
        capacity.stop()
        journal.stop()
        copy?.stop()
        front.finish()
        maintenance.stop()
        lease?.stop()
        zap.stop()
        lastResort.stop()
        contexts.external.terminate()
        contexts.internal.terminate()
        failure.finish()
    }

    private func announce() {
        for (name, endpoint) in [
            ("external-ingest", endpoints.external.ingest), ("external-feed", endpoints.external.feed),
            ("external-query", endpoints.external.query), ("internal-ingest", endpoints.internal.ingest),
            ("internal-feed", endpoints.internal.feed), ("internal-query", endpoints.internal.query),
        ] {
            log.notice("socket bound", [.socket: .string(name), .endpoint: .string(endpoint)])
        }
        log.notice("serving", [.epoch: .string(epoch)])
    }
}

extension LogKey {
    /// Which of the six sockets.
    static let socket = LogKey("socket")
}
