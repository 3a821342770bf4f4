import Messages
import Testing
import Threading

@testable import Bus
@testable import EvidenceStore

@Suite(.timeLimit(.minutes(2))) struct PoisonTests {
    @Test(
        "a change that kills every checker is put aside after five deaths alone, and others are assessed",
        arguments: [
            false, true,
        ]
    )
    func poison(isNetworkFaulty: Bool) throws {
        let simulation = try Installation.simulation(seed: 41, changes: 40, poison: [10])
        simulation.faults = .none
        if isNetworkFaulty { simulation.faults = Faults(crashesPerSecond: 0, pausesPerSecond: 0, leavesPerSecond: 0) }
        let outcome = try Installation.run(simulation, faulty: .seconds(14))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
        let dead = outcome.deadLetters.filter { $0.kind == .assess }
        #expect(dead.map(\.reason) == ["silent"], "\(outcome.report)")
        // Five alone; before that it may die once or twice with others beside it.
        #expect((5...9).contains(simulation.world.poisonDeaths), "\(simulation.world.poisonDeaths) deaths")
    }

    @Test("once mended, it is done when an operator says so")
    func retry() throws {
        let simulation = try Installation.simulation(seed: 42, changes: 40, poison: [10])
        simulation.faults = .none
        let isAtRest = simulation.run(faulty: .seconds(14), calm: .seconds(60), until: Audit.isDone)
        #expect(isAtRest)
        let item = try #require(try Audit(simulation).deadLetters.first { $0.kind == .assess }?.item)
        simulation.world.poisonKills = false
        let at = simulation.now + .milliseconds(10)
        var scenario = Scenario(seed: 1_042)
        let operators = try #require(simulation.clients.first { $0.name == "ops" })
        operators.add(Scenario.Planned(message: try scenario.retry(of: item, at: at), at: at))
        let outcome = try Installation.run(simulation, faulty: .seconds(1))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
        #expect(outcome.deadLetters.allSatisfy { $0.kind != .assess })
    }
}
