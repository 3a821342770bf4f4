import Curl
import Dispatch
import EvidenceLog
import Messages
import ServiceKit
import Synchronization
import Threading

/// Has the store log's checkpoints cosigned by witnesses and stamped by a timestamp authority.
///
/// Each has a thread of its own: one that is slow, down or wrong delays neither the journal nor the others.
final class Attestation: Sendable {
    /// What became of what was asked, for metrics.
    let attested = Atomic<Int>(0)
    let failed = Atomic<Int>(0)

    private let stopping = DispatchSemaphore(value: 0)
    private let threads = Mutex<[DedicatedThread]>([])

    /// - Parameters:
    ///   - open: opens a connection of its own for each thread.
    ///   - say: hands something to the journal; false where there is no room.
    init<Source: CheckpointSource>(
        _ settings: AttestationSettings,
        log: Log,
        open: @escaping @Sendable () throws -> Source,
        say: @escaping @Sendable (StoreSaying) -> Bool
    ) {
        var options = HTTPClient.Options()
        options.totalTimeout = settings.timeout
        options.maximumResponseBytes = 65_536
        let client = HTTPClient(options)
        for witness in settings.witnesses {
            start("witness", witness.verifier.name, settings.pause, log, open, say) { source in
                try WitnessClient(witness, client, known: source.cosigned(by: witness.verifier.name))
            } turn: {
                try $0.turn($1, at: Self.now)
            }
        }
        guard let authority = settings.authority else { return }
        start("timestamps", authority, settings.pause, log, open, say) { source in
            let last = try source.stamped(by: authority)
            let core = StampCore(interval: settings.interval, size: last?.size ?? 0, last: last?.at)
            return StampClient(url: authority, certificates: settings.certificates, client, core)
        } turn: {
            try $0.turn($1, at: Self.now)
        }
    }

    /// Ends the threads, each within the time that one request may take.
    func stop() {
        let threads = threads.withLock { $0 }
        for _ in threads { stopping.signal() }
        for thread in threads { thread.join() }
    }

    private func start<Source: CheckpointSource, Client>(
        _ name: String,
        _ who: String,
        _ pause: Duration,
        _ log: Log,
        _ open: @escaping @Sendable () throws -> Source,
        _ say: @escaping @Sendable (StoreSaying) -> Bool,
        make: @escaping @Sendable (Source) throws -> Client,
        turn: @escaping @Sendable (inout Client, Source) throws -> WitnessClient.Result
    ) {
        let nanoseconds = Int(pause.nanoseconds)
        let thread = DedicatedThread(name: name) { [self] in
            var connected: (source: Source, client: Client)?
            while stopping.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut {
                do {
                    var link = try connected ?? Self.connect(open, make)
                    let result = try turn(&link.client, link.source)
                    connected = take(result, who, log, say) ? link : nil
                } catch {
                    connected = nil
                    failed.add(1, ordering: .relaxed)
                    log.warning("the log could not be read to be attested", [.error: .error(error)])
                }
            }
        }
        threads.withLock { $0.append(thread) }
    }

    private static func connect<Source, Client>(
        _ open: () throws -> Source,
        _ make: (Source) throws -> Client
    ) throws -> (source: Source, client: Client) {
        let source = try open()
        return (source, try make(source))
    }

    /// False where the result could not be handed over: then the client starts anew from what is in the journal.
    private func take(
        _ result: WitnessClient.Result,
        _ who: String,
        _ log: Log,
        _ say: (StoreSaying) -> Bool
    ) -> Bool {
        switch result {
        case .nothing: return true
        case .attested(let attested):
            self.attested.add(1, ordering: .relaxed)
            return say(.attested(attested))
        case .failed(let reason):
            failed.add(1, ordering: .relaxed)
            log.warning("a checkpoint was not attested", [.endpoint: .string(who), .reason: .string(reason)])
            return true
        case .contradicted(let reason):
            failed.add(1, ordering: .relaxed)
            log.error("a witness contradicts this log", [.endpoint: .string(who), .reason: .string(reason)])
            return say(.contradicted(by: who, reason))
        }
    }

    private static func now() -> Timestamp { Timestamp(milliseconds: WallClock.system.now().milliseconds) }
}
