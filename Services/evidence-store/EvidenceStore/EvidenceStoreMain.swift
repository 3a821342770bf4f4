import Diagnostics
import Messages
import SQL
public import ServiceKit
import Synchronization
import Threading
import ZeroMQ

/// The evidence-store as a process.
public enum EvidenceStoreMain: Sendable {
    /// What the service is called and what can be set.
    public static let declaration = ServiceDeclaration(
        name: "evidence-store",
        purpose: "Records every message before anybody acts on it, numbers it, and gives out the work that follows.",
        healthPort: 7411,
        keys: StoreKeys.all,
        examples: [
            ("evidence-store --config store.yaml", "serves"),
            ("evidence-store rebuild --check", "checks that every table is what its messages give"),
        ]
    )

    /// Serves until the task is cancelled, then finishes what was taken in.
    ///
    /// - Throws: what hinders the start, or ``StoreFailure`` when the store cannot go on.
    public static func run(_ context: ServiceContext) async throws {
        try await run(context, method: SealedEvidence())
    }

    /// Serves with another way to make evidence; for the benchmark program, which measures what evidence costs.
    package static func run(_ context: ServiceContext, method: any EvidenceMethod) async throws {
        var settings = try StoreSettings(context.configuration)
        settings.journal.method = method
        let store: StoreService
        do {
            store = try await startInTurn(settings, context)
        } catch let error as JournalError {
            throw error.atStart(context.configuration)
        }
        context.health.setReady("start")
        let failure = await serve(store, context)
        store.stop()
        if let failure { throw StoreFailure(description: failure) }
    }

    /// Starts where nobody has the journal, and waits for it else: a journal on a server has one store that works, and others stand by.
    private static func startInTurn(_ settings: StoreSettings, _ context: ServiceContext) async throws -> StoreService {
        guard settings.journal.isOnServer else { return try start(settings, context) }
        let standby = Standby(try DatabaseServer(settings.journal.directory))
        var settings = settings
        var telling = StandbyTelling()
        while true {
            var finding = standby.look()
            if case .refused(let refusal) = finding { throw refusal }
            if finding == .free {
                if let mistakes = settings.refreshPrincipals() {
                    context.log.error("principals not changed", [.diagnostic: .string(mistakes.rendered())])
                }
                do {
                    let store = try start(settings, context)
                    context.health.setReady(Health.standby)
                    context.health.setReady("database")
                    return store
                } catch JournalError.locked {
                    finding = .taken
                } catch let error as JournalError where error.isTemporary {
                    // The server went away in the middle.
                    finding = .unknown(error.description)
                }
            }
            telling.tell(finding, log: context.log, health: context.health)
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// A port that is taken is somebody else's, not a failure of ours.
    private static func start(_ settings: StoreSettings, _ context: ServiceContext) throws -> StoreService {
        do {
            return try StoreService(settings, log: context.log, metrics: context.metrics)
        } catch let error as ZeroMQError where error.call.hasPrefix("zmq_bind") {
            throw ServiceUnavailable("\(error)")
        }
    }

    /// Waits for the end, and looks after readiness and the list of principals meanwhile.
    private static func serve(_ store: StoreService, _ context: ServiceContext) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask {
                for await failure in store.failures { return failure }
                return nil
            }
            group.addTask {
                for await _ in context.reloads { store.reload() }
                try? await Task.sleep(for: .seconds(1_000_000_000))
                return nil
            }
            group.addTask {
                while !Task.isCancelled {
                    report(store, to: context.health)
                    store.reloadIfChanged()
                    try? await Task.sleep(for: .milliseconds(500))
                }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private static func report(_ store: StoreService, to health: Health) {
        let silence = MonotonicClock.system.now().nanoseconds - store.state.lastTurn.load(ordering: .relaxed)
        set("journal", store.state.isWritable.load(ordering: .relaxed), "the journal cannot be written", health)
        set("sockets", silence < .milliseconds(2_000), "the socket thread does not turn", health)
    }

    private static func set(_ part: String, _ isReady: Bool, _ reason: String, _ health: Health) {
        if isReady { health.setReady(part) } else { health.setNotReady(part, reason) }
    }
}

/// Why a running store had to end.
public struct StoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    public let description: String
}
