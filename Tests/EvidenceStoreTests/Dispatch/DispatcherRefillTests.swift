import Messages
import Testing

@testable import EvidenceStore

struct DispatcherRefillTests {
    /// The open work of a journal that is larger than the window.
    struct OpenWork {
        var open: [Int]

        /// A page as the journal gives it: oldest first after `cursor`.
        func page(after cursor: Int?, limit: Int) -> ([DispatchItem<Int>], next: Int?) {
            let rest = open.filter { $0 > cursor ?? 0 }
            let page = rest.prefix(limit)
            return (page.map { DispatchBench.item($0, lane: $0 % 7) }, rest.count > limit ? page.last : nil)
        }
    }

    @Test("work beyond the window is found in the journal, in order, without loss or repeat")
    func overflow() {
        var limits = DispatchLimits()
        limits.items = 20
        limits.page = 6
        var bench = DispatchBench(limits: limits)
        var journal = OpenWork(open: Array(1...100))
        bench.dispatcher.offer(journal.page(after: nil, limit: 100).0)
        #expect(bench.dispatcher.window.count == 10, "one tenant alone takes half")
        bench.beat(1, credit: 5)
        var finished: [Int] = []
        var published = 100
        for _ in 1...2_000 where !journal.open.isEmpty {
            for case .send(_, let item, _) in send(&bench) {
                finished.append(item.payload)
                journal.open.removeAll { $0 == item.payload }
                bench.end(item.payload)
            }
            if published < 150 {
                published += 1
                journal.open.append(published)
                bench.offer(DispatchBench.item(published, lane: published % 7))
            }
            if let wanted = bench.dispatcher.wantedPage() {
                let page = journal.page(after: wanted.after, limit: wanted.limit)
                bench.dispatcher.refill(wanted.kind, page.0, next: page.next)
            }
            #expect(bench.dispatcher.window.count <= 20)
        }
        #expect(finished.count == Set(finished).count)
        #expect(finished.count == 150)
        for lane in 0..<7 {
            let ofLane = finished.filter { $0 % 7 == lane }
            #expect(ofLane == ofLane.sorted())
        }
    }

    fileprivate func send(_ bench: inout DispatchBench) -> [DispatchAction<Int>] {
        bench.dispatcher.dispatch(now: bench.now, into: &bench.actions)
        defer { bench.actions.removeAll() }
        return bench.actions
    }

    @Test("an item that ended while its page was read does not come back")
    func ended() {
        var dispatcher = TestDispatcher(epoch: "e1", policy: "p1")
        let wanted = dispatcher.wantedPage()
        #expect(wanted?.kind == .assess)
        #expect(wanted?.after == nil)
        dispatcher.end(ItemID(high: 1, low: 1))
        dispatcher.refill(.assess, [DispatchBench.item(1), DispatchBench.item(2)], next: nil)
        #expect(dispatcher.window.count == 1)
        #expect(dispatcher.wantedPage()?.kind == .plan)
        #expect(dispatcher.wantedPage()?.kind == .deliver)
        #expect(dispatcher.wantedPage() == nil)
    }

    @Test("the bytes of the window are bounded too")
    func bytes() {
        var limits = DispatchLimits()
        limits.bytes = 10_000
        var bench = DispatchBench(limits: limits)
        for number in 1...10 { bench.offer(DispatchBench.item(number, size: 3_000)) }
        #expect(bench.dispatcher.window.count == 4)
        #expect(bench.dispatcher.isPartial)
    }
}

extension DispatcherRefillTests {
    @Test("a notifier that is away keeps no checks out of the window")
    func kinds() {
        var limits = DispatchLimits()
        limits.items = 20
        var bench = DispatchBench(limits: limits)
        for number in 0..<100 { bench.offer(DispatchBench.item(number, kind: .plan)) }
        for number in 0..<100 { bench.offer(DispatchBench.item(1_000 + number, tenant: "x", kind: .deliver)) }
        bench.beat(1, credit: 8)
        bench.offer(DispatchBench.item(500))
        let given = send(&bench)
        #expect(given.count == 1, "a check goes out although plans and deliveries fill their windows")
    }

    @Test("while one tenant's work waits in the journal, another's goes in at once")
    func tenants() {
        var limits = DispatchLimits()
        limits.items = 40
        var bench = DispatchBench(limits: limits)
        for number in 0..<100 { bench.offer(DispatchBench.item(number, tenant: "flood")) }
        #expect(bench.dispatcher.window.count == 20)
        #expect(bench.dispatcher.isPartial)
        bench.offer(DispatchBench.item(200, tenant: "quiet"))
        bench.beat(1, credit: 4)
        let given = send(&bench).compactMap { if case .send(_, let item, _) = $0 { item.payload } else { nil } }
        #expect(given.contains(200))
        // The flood's own later work waits for what is in the journal: its order is kept.
        bench.offer(DispatchBench.item(201, tenant: "flood"))
        #expect(!bench.dispatcher.window.contains(ItemID(high: 1, low: 201)))
    }
}
