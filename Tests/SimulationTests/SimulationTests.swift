import Messages
import Testing
import Threading

@testable import Bus
@testable import EvidenceStore

@Suite(.timeLimit(.minutes(2))) struct SimulationTests {
    /// Under each of these seeds something is given out again.
    @Test("what was receipted is kept, done and told, whatever dies", arguments: [1, 2, 3, 4, 5, 6, 7, 9])
    func everythingFails(seed: UInt64) throws {
        let simulation = try Installation.simulation(seed: seed)
        let outcome = try Installation.run(simulation, faulty: .seconds(14))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
        #expect(simulation.crashes > 3)
        #expect(simulation.world.witness.redeliveries > 0)
    }

    @Test("a process may die at any step", arguments: CrashPoint.allCases)
    func crash(at point: CrashPoint) throws {
        let simulation = try Installation.simulation(seed: 100, changes: 30)
        simulation.faults = .none
        simulation.faults.crashesPerSecond = 3
        simulation.faults.crashPoints = [point]
        let outcome = try Installation.run(simulation, faulty: .seconds(6))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
        #expect(simulation.world.plan.struck[point, default: 0] >= 2)
    }

    @Test("on a network that loses two of five messages it only takes longer", arguments: [31, 32])
    func heavyLoss(seed: UInt64) throws {
        let simulation = try Installation.simulation(seed: seed, changes: 40)
        simulation.faults = .none
        simulation.faults.loss = 0.4
        simulation.faults.repeats = 0.3
        let outcome = try Installation.run(simulation, faulty: .seconds(14))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
    }

    @Test("a seed gives the same run again")
    func repeatable() throws {
        let digests = try (0..<2).map { _ in
            let simulation = try Installation.simulation(seed: 5, changes: 30)
            _ = try Installation.run(simulation, faulty: .seconds(6))
            return simulation.chronicle.digest
        }
        #expect(digests[0] == digests[1])
    }
}
