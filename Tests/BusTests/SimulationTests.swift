import Messages
import Testing
import Threading

@testable import Bus

@Suite(.timeLimit(.minutes(2))) struct BusSimulationTests {
    static func simulation(seed: UInt64, changes: Int = 600) -> Simulation {
        let half = changes / 2
        return Simulation(
            seed: seed,
            clients: [
                SimulatedClient(originals: (0..<half).map { Sample.change($0) }),
                SimulatedClient(originals: (half..<changes).map { Sample.change($0) }),
                SimulatedClient(works: true),
                SimulatedClient(works: true),
                SimulatedClient(works: true),
                SimulatedClient(follows: .configChanged),
                SimulatedClient(follows: .configAssessed),
                SimulatedClient(follows: .configAssessed, isLive: false),
            ]
        )
    }

    static func isDone(_ simulation: Simulation) -> Bool {
        simulation.clients.allSatisfy { client in
            client.isSettled
                && client.follows.map { client.last == simulation.store.messages($0).last?.position.seq } ?? true
        } && simulation.store.items.values.allSatisfy(\.isDone)
    }

    @Test("nothing is lost, done twice or out of order on a network that fails in every way", arguments: 1...10)
    func faults(seed: Int) {
        var simulation = Self.simulation(seed: UInt64(seed))
        let isDone = simulation.run(faulty: .seconds(12), calm: .seconds(90), until: Self.isDone)
        #expect(isDone, "seed \(seed) did not come to rest")
        let store = simulation.store
        #expect(store.messages(.configChanged).count == 600)
        #expect(store.messages(.configAssessed).count == 600)
        #expect(Set(store.journal.map(\.id)).count == 1_200)
        for client in simulation.clients {
            #expect(!client.journalWentBack)
            guard let kind = client.follows else { continue }
            #expect(client.read.map(\.seq) == store.messages(kind).map { $0.position.seq })
            #expect(client.read.map(\.bytes) == store.messages(kind).map(\.bytes))
        }
    }

    @Test("with heavy losses it only takes longer", arguments: [101, 102, 103])
    func heavy(seed: Int) {
        var simulation = Self.simulation(seed: UInt64(seed), changes: 200)
        simulation.faults = .init(loss: 0.4, repeats: 0.3, crashesPerSecond: 3, partitionsPerSecond: 2)
        let isDone = simulation.run(faulty: .seconds(20), calm: .seconds(120), until: Self.isDone)
        #expect(isDone)
        #expect(simulation.store.messages(.configAssessed).count == 200)
    }

    @Test("without sending again messages are lost, so the simulation can fail")
    func mutationNoRetransmit() {
        var simulation = Self.simulation(seed: 7, changes: 100)
        for index in simulation.clients.indices {
            simulation.clients[index].limits.firstDelay = .seconds(100_000)
            simulation.clients[index].limits.maximumDelay = .seconds(100_000)
            simulation.clients[index].start(seed: UInt64(index), now: simulation.now)
        }
        simulation.faults.loss = 0.2
        simulation.faults.crashesPerSecond = 0
        let isDone = simulation.run(faulty: .seconds(12), calm: .seconds(30), until: Self.isDone)
        #expect(!isDone)
    }

    @Test("without giving out again items stay undone, so the simulation can fail")
    func mutationNoRedelivery() {
        var simulation = Self.simulation(seed: 8, changes: 100)
        simulation.store.ackWait = .seconds(100_000)
        simulation.faults.loss = 0.2
        simulation.faults.crashesPerSecond = 0
        simulation.faults.partitionsPerSecond = 0
        let isDone = simulation.run(faulty: .seconds(12), calm: .seconds(30), until: Self.isDone)
        #expect(!isDone)
    }
}
