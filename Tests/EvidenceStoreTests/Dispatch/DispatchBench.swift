import Messages

@testable import EvidenceStore

typealias TestDispatcher = Dispatcher<Int, Int>

/// A dispatcher and a clock, and words for what happens to them.
struct DispatchBench {
    var dispatcher: TestDispatcher
    var now: Nanoseconds = 0
    var actions: [DispatchAction<Int>] = []

    init(limits: DispatchLimits = DispatchLimits(), policy: String? = "p1") {
        dispatcher = TestDispatcher(epoch: "e1", policy: policy, limits: limits)
        while let page = dispatcher.wantedPage() { dispatcher.refill(page.kind, [], next: nil) }
    }

    static func item(
        _ number: Int,
        lane: Int? = nil,
        tenant: String = "acme",
        kind: WorkKind = .assess,
        priority: DispatchItem<Int>.Priority = .change,
        size: Int = 2_000
    ) -> DispatchItem<Int> {
        DispatchItem(
            id: ItemID(high: 1, low: UInt64(number)),
            kind: kind,
            lane: Lane(kind: kind, number: Int64(lane ?? number)),
            tenant: tenant,
            number: Int64(number),
            priority: priority,
            attempt: 1,
            deaths: 0,
            size: size,
            payload: number
        )
    }

    static func sender(_ number: Int) -> SenderID { SenderID(high: 7, low: UInt64(number)) }

    mutating func offer(_ items: DispatchItem<Int>...) { dispatcher.offer(items) }

    mutating func beat(
        _ replica: Int,
        credit: Int = 8,
        epoch: String = "e1",
        policy: String = "p1",
        draining: Bool = false,
        takes: WorkKindSet = WorkKindSet(.assess),
        holding: [Int] = [],
        stopped: Bool = false
    ) {
        let report = ReplicaReport(
            sender: Self.sender(replica),
            service: "config-checker",
            takes: takes,
            credit: credit,
            epoch: epoch,
            policy: policy,
            isDraining: draining,
            holding: holding.map { ItemID(high: 1, low: UInt64($0)) },
            isStopped: stopped
        )
        dispatcher.hear(report, now: now, into: &actions)
    }

    mutating func end(_ number: Int) { dispatcher.end(ItemID(high: 1, low: UInt64(number))) }

    mutating func refuse(_ number: Int) { dispatcher.refuse(ItemID(high: 1, low: UInt64(number)), into: &actions) }

    /// Moves time on in steps that the dispatcher takes for normal.
    mutating func pass(_ milliseconds: Int, beating replicas: [Int] = [], holding: [Int] = []) {
        for _ in 0..<(milliseconds / 100) {
            now += .milliseconds(100)
            for replica in replicas { beat(replica, holding: holding) }
            dispatcher.tick(now: now, into: &actions)
        }
    }

    /// What left a replica without an answer, as `replica:item#attempt reason`.
    func failures() -> [String] {
        actions.compactMap { action in
            guard case .failed(let item, let sender, let attempt, let deaths, let reason) = action else { return nil }
            return "\(sender.low):\(item.low)#\(attempt) \(reason), \(deaths) deaths"
        }
    }

    /// What is given out now, as `replica:item#attempt`; dead ones as `dead:item`.
    mutating func given() -> [String] {
        dispatcher.dispatch(now: now, into: &actions)
        defer { actions.removeAll() }
        return actions.compactMap { action in
            switch action {
            case .send(let sender, let item, let attempt): "\(sender.low):\(item.payload)#\(attempt)"
            case .dead(let item, let attempts, _): "dead:\(item.payload)#\(attempts)"
            case .hello(let sender, let takes): "hello:\(sender.low)" + (takes.isEmpty ? ", no work" : "")
            case .failed: nil
            }
        }
    }
}
