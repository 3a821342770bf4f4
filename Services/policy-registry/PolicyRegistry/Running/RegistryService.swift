import Bus
import Diagnostics
import Messages
import Rules
import ServiceKit
import StoreLink
import Synchronization

/// Is the policy-registry: checks rule packs and tenants' profiles, and publishes what changed.
public struct RegistryService: Sendable {
    /// Runs the service for the life of its process; never returns.
    public static func main() async -> Never {
        let arguments = arguments(Array(CommandLine.arguments.dropFirst()))
        await Service.main(declaration, arguments: arguments) { @Sendable context in
            try await RegistryService(context).run()
        }
    }

    static let declaration = ServiceDeclaration(
        name: "policy-registry",
        purpose: "Checks rule packs and tenants' profiles and publishes what changed.",
        healthPort: 7412,
        keys: RegistryKeys.all,
        examples: [
            ("policy-registry --policies policies --tenants tenants", "publish, and watch both folders"),
            ("policy-registry --check --policies policies --tenants tenants", "only say what is wrong with them"),
        ]
    )

    /// The arguments for the shell: a check needs no health endpoint, and must not meet that of a running registry.
    static func arguments(_ arguments: [String]) -> [String] {
        let isCheck = arguments.contains { $0 == "--check" || $0 == "--check=true" }
        return isCheck ? ["--health-port", "0", "--log-level", "error"] + arguments : arguments
    }

    private let context: ServiceContext

    init(_ context: ServiceContext) {
        self.context = context
    }

    /// Runs until the task is cancelled; with `check` it checks once and returns.
    /// - Throws: ``Diagnostics`` where the check finds mistakes or the configuration has some.
    func run() async throws {
        let configuration = context.configuration
        if configuration[RegistryKeys.check] { return try check() }
        context.health.setNotReady("policies", "not published yet")
        context.health.setNotReady("tenants", "not published yet")
        let bus = try RegistryKeys.link.connect(context)
        var registry = Registry(
            policies: configuration[RegistryKeys.policies],
            tenants: configuration[RegistryKeys.tenants],
            publisher: Publisher(journal: BusJournal(bus: bus)),
            log: context.log,
            health: context.health,
            metrics: RegistryMetrics(context.metrics)
        )
        let reload = ReloadRequest()
        context.health.setReady("start")
        await withTaskCancellationHandler {
            for await _ in occasions(every: configuration[RegistryKeys.interval], reload) {
                // A journal without the policy that was there was replaced by an older copy or a new one.
                let statistics = bus.statistics
                let isLost = registry.inForce != nil && statistics.isConnected && statistics.storePolicy == nil
                await registry.look(andRead: reload.take() || isLost)
                if Task.isCancelled { break }
            }
        } onCancel: {
            // Publishing waits for the store for as long as it takes; stopping the bus ends that wait.
            Task { await bus.stop(within: .seconds(3)) }
        }
        await bus.stop(within: .seconds(5))
    }

    /// One element for every interval and every SIGHUP, until the task is cancelled; those that wait are one.
    private func occasions(every interval: Duration, _ reload: ReloadRequest) -> AsyncStream<Void> {
        let reloads = context.reloads
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
            let task = Task {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !Task.isCancelled {
                            stream.yield()
                            try? await Task.sleep(for: interval)
                        }
                    }
                    group.addTask {
                        for await _ in reloads {
                            reload.make()
                            stream.yield()
                        }
                    }
                }
                stream.finish()
            }
            stream.onTermination = { _ in task.cancel() }
        }
    }

    private func check() throws {
        let configuration = context.configuration
        let proposal = Proposal(
            policies: WatchedDirectory(path: configuration[RegistryKeys.policies]),
            tenants: WatchedDirectory(path: configuration[RegistryKeys.tenants])
        )
        try proposal.diagnostics.throwIfErrors()
        if !proposal.diagnostics.isEmpty { print(proposal.diagnostics.rendered()) }
        let packs = proposal.packs.packs
        let rules = packs.reduce(0) { $0 + $1.activeRules.count }
        print(
            "\(packs.count) packs, \(rules) rules, \(proposal.packs.testCount) tests, "
                + "\(proposal.tenants.profiles.count) tenants: no mistakes"
        )
    }
}

/// Whether somebody asked for everything to be read again; kept until the folders are looked at.
final class ReloadRequest: Sendable {
    private let isMade = Atomic(false)

    func make() { isMade.store(true, ordering: .relaxed) }

    func take() -> Bool { isMade.exchange(false, ordering: .relaxed) }
}
