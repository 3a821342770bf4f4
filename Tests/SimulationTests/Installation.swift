import Access
import Messages
import Threading

@testable import EvidenceStore

/// A store, three checkers, two notifiers and who publishes and reads, as the tests use them.
enum Installation {
    /// What a run came to.
    struct Outcome {
        let faults: [String]
        let deadLetters: [DeadLetterRecord]
        /// For whoever has to find out why.
        let report: String
    }

    static func simulation(
        seed: UInt64,
        changes: Int = 90,
        mutation: Mutation? = nil,
        poison: Set<Int> = []
    ) throws -> Simulation {
        var scenario = Scenario(seed: seed)
        let span = Duration.milliseconds(110 * changes)
        let policies = try scenario.policies(secondAt: Instant(nanoseconds: span.nanoseconds / 2))
        let acme = try scenario.changes(of: "acme-ci", count: changes, over: span, poison: poison)
        let globex = try scenario.changes(of: "globex-ci", count: changes / 2, over: span)
        let followed: [Kind] = [.configChanged, .configAssessed, .findingOpened]
        return Simulation(
            seed: seed,
            clients: [
                ClientProcess("policy-registry", .policyRegistry, .publish(inTurn: true), originals: policies),
                ClientProcess("acme-ci", .integrator, .publish(inTurn: false), originals: acme),
                ClientProcess("globex-ci", .integrator, .publish(inTurn: false), originals: globex),
                ClientProcess("ops", .operator, .publish(inTurn: true)),
                ClientProcess("checker-1", .configChecker, .assess),
                ClientProcess("checker-2", .configChecker, .assess),
                ClientProcess("checker-3", .configChecker, .assess),
                ClientProcess("notifier-1", .notifier, .notify),
                ClientProcess("notifier-2", .notifier, .notify),
                ClientProcess("reader", .notifier, .read(isLive: true), follows: followed),
                ClientProcess("poller", .operator, .read(isLive: false), follows: [.configChanged]),
            ],
            mutation: mutation
        )
    }

    /// Runs with faults, then without until nothing is left to do, and says what is wrong.
    static func run(_ simulation: Simulation, faulty: Duration, calm: Duration = .seconds(120)) throws -> Outcome {
        let isAtRest = simulation.run(faulty: faulty, calm: calm, until: Audit.isDone)
        simulation.store = nil
        let audit = try Audit(simulation)
        let faults = (isAtRest ? [] : ["did not come to rest"]) + simulation.chronicle.violations + audit.faults
        return Outcome(
            faults: faults,
            deadLetters: audit.deadLetters,
            report: faults.joined(separator: "\n") + "\n" + simulation.chronicle.report(seed: simulation.world.seed)
        )
    }
}
