import Messages
import Testing

@testable import EvidenceStore

/// One tenant's flood of changes, and another's few.
struct CheckShareTests {
    private func given(_ bench: inout DispatchBench) -> [Int] {
        bench.actions = []
        bench.dispatcher.dispatch(now: bench.now, into: &bench.actions)
        return bench.actions.compactMap { if case .send(_, let item, _) = $0 { item.payload } else { nil } }
    }

    @Test("a tenant alone holds two thirds of the places, and another's change goes out at once")
    func newcomer() {
        var bench = DispatchBench()
        bench.beat(1, credit: 64)
        bench.dispatcher.offer((0..<500).map { DispatchBench.item($0, tenant: "flood") })
        #expect(given(&bench).count == 43)
        bench.dispatcher.offer([DispatchBench.item(1_000, tenant: "acme")])
        #expect(given(&bench) == [1_000])
        #expect(given(&bench) == [], "the flood waits until something of it is answered")
        bench.end(0)
        bench.end(1)
        #expect(given(&bench).count == 1)
    }

    @Test("small credits are used up, and every replica has something", arguments: [(1, 1), (1, 5), (4, 3), (16, 1)])
    func small(credit: Int, replicas: Int) {
        var bench = DispatchBench()
        for replica in 1...replicas { bench.beat(replica, credit: credit) }
        bench.dispatcher.offer((0..<500).map { DispatchBench.item($0, tenant: "acme") })
        #expect(given(&bench).count == credit * replicas)
    }

    @Test("with many replicas none is idle while one tenant's work waits")
    func many() {
        var bench = DispatchBench()
        for replica in 1...40 { bench.beat(replica, credit: 1) }
        bench.dispatcher.offer((0..<500).map { DispatchBench.item($0, tenant: "acme") })
        #expect(given(&bench).count == 40)
    }

    @Test("a tenant of weight 3 may hold more than one of weight 1")
    func weight() {
        var bench = DispatchBench()
        bench.beat(1, credit: 100)
        bench.dispatcher.window.setWeight(3, of: "big")
        bench.dispatcher.offer((0..<500).map { DispatchBench.item($0, tenant: "big") })
        #expect(given(&bench).count == 86)
    }
}
