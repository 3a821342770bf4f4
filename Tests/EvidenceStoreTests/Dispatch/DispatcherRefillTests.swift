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
        #expect(bench.dispatcher.window.count == 20)
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
                bench.dispatcher.refill(page.0, next: page.next)
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

    private func send(_ bench: inout DispatchBench) -> [DispatchAction<Int>] {
        bench.dispatcher.dispatch(now: bench.now, into: &bench.actions)
        defer { bench.actions.removeAll() }
        return bench.actions
    }

    @Test("an item that ended while its page was read does not come back")
    func ended() {
        var dispatcher = TestDispatcher(epoch: "e1", policy: "p1")
        let wanted = dispatcher.wantedPage()
        #expect(wanted?.after == nil)
        dispatcher.end(ItemID(high: 1, low: 1))
        dispatcher.refill([DispatchBench.item(1), DispatchBench.item(2)], next: nil)
        #expect(dispatcher.window.count == 1)
        #expect(dispatcher.wantedPage() == nil)
    }

    @Test("the bytes of the window are bounded too")
    func bytes() {
        var limits = DispatchLimits()
        limits.bytes = 10_000
        var bench = DispatchBench(limits: limits)
        for number in 1...10 { bench.offer(DispatchBench.item(number, size: 3_000)) }
        #expect(bench.dispatcher.window.count == 4)
        #expect(bench.dispatcher.refill.isPartial)
    }
}
