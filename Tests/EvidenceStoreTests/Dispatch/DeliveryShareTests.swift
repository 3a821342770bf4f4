import Messages
import Testing

@testable import EvidenceStore

/// Receivers that hang, and tenants with more weight.
struct DeliveryShareTests {
    private func bench(credit: Int) -> DispatchBench {
        var bench = DispatchBench()
        bench.dispatcher.tick(now: 0, into: &bench.actions)
        bench.beat(1, credit: credit, takes: [WorkKindSet(.plan), WorkKindSet(.deliver)])
        bench.actions = []
        return bench
    }

    private func given(_ bench: inout DispatchBench) -> [Int] {
        bench.actions = []
        bench.dispatcher.dispatch(now: bench.now, into: &bench.actions)
        return bench.actions.compactMap { if case .send(_, let item, _) = $0 { item.payload } else { nil } }
    }

    private func item(_ number: Int, lane: Int, tenant: String, _ kind: WorkKind = .deliver) -> DispatchItem<Int> {
        DispatchBench.item(number, lane: lane, tenant: tenant, kind: kind)
    }

    @Test("the receivers of one tenant hold a quarter of the places, and plans and others find room")
    func oneTenant() {
        var bench = bench(credit: 16)
        bench.dispatcher.offer((0..<40).map { item($0, lane: $0, tenant: "acme") })
        #expect(given(&bench).count == 4)
        bench.dispatcher.offer([item(100, lane: 100, tenant: "globex"), item(101, lane: 101, tenant: "x", .plan)])
        #expect(Set(given(&bench)) == [100, 101])
        bench.end(0)
        #expect(given(&bench).count == 1)
    }

    @Test("deliveries of however many tenants leave an eighth of the places to plans")
    func plans() {
        var bench = bench(credit: 16)
        bench.dispatcher.offer((0..<40).map { item($0, lane: $0, tenant: "t\($0)") })
        #expect(given(&bench).count == 14)
        bench.dispatcher.offer([item(100, lane: 100, tenant: "x", .plan), item(101, lane: 101, tenant: "y", .plan)])
        #expect(Set(given(&bench)) == [100, 101])
    }

    @Test("a notifier that dies with deliveries that hang holds up neither others nor plans")
    func death() {
        var bench = bench(credit: 16)
        bench.dispatcher.offer((0..<14).map { item($0, lane: $0, tenant: "t\($0)") })
        #expect(given(&bench).count == 14)
        bench.pass(1_200)
        bench.beat(2, credit: 16, takes: [WorkKindSet(.plan), WorkKindSet(.deliver)])
        bench.dispatcher.offer([item(100, lane: 100, tenant: "x", .plan), item(101, lane: 101, tenant: "y")])
        #expect(Set(given(&bench)) == Set(0..<14).union([100]), "an eighth is still left to plans")
        bench.end(3)
        #expect(given(&bench) == [101], "none of them was answered but one")
    }

    @Test("receivers that were slow hold at most half, until they are quick again")
    func slow() {
        var bench = bench(credit: 16)
        bench.dispatcher.offer((0..<14).map { item($0, lane: $0, tenant: "t\($0)") })
        #expect(given(&bench).count == 14)
        // All of them take three seconds.
        for step in 1...6 {
            bench.now = .milliseconds(500 * step)
            bench.beat(1, credit: 16, takes: [WorkKindSet(.plan), WorkKindSet(.deliver)], holding: Array(0..<14))
            bench.dispatcher.tick(now: bench.now, into: &bench.actions)
        }
        for number in 0..<14 { bench.end(number) }
        bench.dispatcher.offer((0..<14).map { item(100 + $0, lane: $0, tenant: "t\($0)") })
        #expect(given(&bench).count == 8)
        bench.dispatcher.offer((0..<6).map { item(200 + $0, lane: 50 + $0, tenant: "new\($0)") })
        #expect(given(&bench).count == 6, "receivers that are not slow find room")
        for number in 100..<114 { bench.end(number) }
        _ = given(&bench)
        for number in 100..<114 { bench.end(number) }
        bench.dispatcher.offer((0..<14).map { item(300 + $0, lane: $0, tenant: "t\($0)") })
        #expect(given(&bench).count == 8, "quick again, and six places are others'")
    }

    @Test("a tenant of weight 3 is given three checks for one of another's")
    func weights() {
        var bench = DispatchBench()
        bench.beat(1, credit: 16)
        bench.dispatcher.window.setWeight(3, of: "big")
        bench.dispatcher.offer((0..<100).map { DispatchBench.item($0, tenant: $0 < 50 ? "big" : "small") })
        let numbers = given(&bench)
        #expect(numbers.count == 16)
        #expect(numbers.count { $0 < 50 } == 12)
    }
}
