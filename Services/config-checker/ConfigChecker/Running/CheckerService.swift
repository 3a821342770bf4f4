import Bus
import Diagnostics
import Messages
import Rules
import ServiceKit
import StoreLink

/// Is the config-checker: asks the rules of the published policy about every change that the store gives it.
public struct CheckerService: Sendable {
    /// Runs the service for the life of its process; never returns.
    public static func main() async -> Never {
        await Service.main(declaration) { @Sendable context in try await CheckerService(context).run() }
    }

    static let declaration = ServiceDeclaration(
        name: "config-checker",
        purpose: "Asks the rules of the published policy about every change of a setting.",
        healthPort: 7413,
        keys: CheckerKeys.all,
        examples: [("config-checker --store evidence-store", "take work from the store on that host")]
    )

    private let context: ServiceContext
    private let keeper = PolicyKeeper()

    init(_ context: ServiceContext) {
        self.context = context
    }

    /// Runs until the task is cancelled, then finishes what it holds and hands back what it cannot.
    func run() async throws {
        context.health.setNotReady("policy", "no policy has been published yet")
        let bus = try CheckerKeys.link.connect(context)
        let metrics = CheckerMetrics(context.metrics, keeper: keeper, bus: bus)
        takeWork(bus, metrics)
        takeChecks(bus, metrics)
        context.health.setReady("start")
        await follower(bus).run()
        await bus.stop(within: context.timeToFinish)
    }

    /// Offers the store to work; none comes before the policy in memory is the one in force.
    private func takeWork(_ bus: BusClient, _ metrics: CheckerMetrics) {
        let log = context.log
        let keeper = keeper
        bus.takeWork(
            [.assess],
            credit: context.configuration[CheckerKeys.credit],
            threads: context.configuration[CheckerKeys.threads]
        ) { @Sendable item in
            do {
                guard let policy = keeper.policy else { throw CheckerError.noPolicy }
                let assessed = try Assessor(policy: policy).assess(AssessmentTask(item))
                metrics.count(assessed)
                log.debug(
                    "change assessed",
                    [.item: .string(item.item.text), .duration: .milliseconds(assessed.duration)]
                )
                return [OutgoingMessage(assessed.answer)]
            } catch {
                // The store gives it out again, here or elsewhere.
                metrics.countFailure()
                log.error("change not assessed", [.item: .string(item.item.text), .error: .error(error)])
                throw error
            }
        }
    }

    /// Offers to check planned changes beside the work, on a thread of its own: somebody waits at a console.
    private func takeChecks(_ bus: BusClient, _ metrics: CheckerMetrics) {
        let keeper = keeper
        bus.takeChecks(credit: context.configuration[CheckerKeys.checks]) { @Sendable item in
            let answer = PlannedAssessor(policy: keeper.policy).answer(item)
            metrics.count(answer)
            return answer
        }
    }

    private func follower(_ bus: BusClient) -> PolicyFollower {
        var limits = PolicySet.Limits()
        limits.ruleCost = context.configuration[CheckerKeys.ruleCost]
        limits.eventCost = context.configuration[CheckerKeys.changeCost]
        let reporter = PolicyReporter(log: context.log, health: context.health)
        return PolicyFollower(source: JournalPolicySource(bus: bus), keeper: keeper, limits: limits) { event in
            if case .adopted(let reference, _) = event { bus.setPolicy(reference.digest) }
            reporter.report(event)
        }
    }
}

/// Why an item could not be worked on.
enum CheckerError: Error, CustomStringConvertible {
    case noPolicy

    var description: String { "no policy is in memory yet" }
}
