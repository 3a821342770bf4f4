import JSON
import Messages
import Threading

@testable import Bus

/// The cores and a ``FakeStore`` on a network that drops, repeats, delays and reorders, with crashes on both sides.
///
/// Everything follows from the seed: a run that fails can be repeated.
struct Simulation {
    struct Faults {
        var loss = 0.05
        var repeats = 0.05
        var crashesPerSecond = 1.0
        var partitionsPerSecond = 0.5
    }

    enum Event {
        case toStore(topic: String, sender: String, token: String, bytes: [UInt8])
        case toClient(Int, FakeStore.Frame)
        case question(Int, incarnation: Int, [UInt8])
        case reply(Int, incarnation: Int, [[UInt8]])
        case tick
        case storeStarts
    }

    private struct Scheduled {
        let at: Instant
        let order: Int
        let event: Event
    }

    var store = FakeStore()
    var clients: [SimulatedClient]
    var faults = Faults()
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    private var random: Jitter
    private var queue: [Scheduled] = []
    private var order = 0
    private var isStoreUp = true
    private(set) var crashes = 0

    init(seed: UInt64, clients: [SimulatedClient]) {
        random = Jitter(seed: seed)
        self.clients = clients
        schedule(.tick, after: .zero)
        for index in clients.indices { self.clients[index].start(seed: random.next(), now: now) }
    }

    /// Runs for a while with faults, then without until `isDone` holds; says whether it came about.
    mutating func run(faulty: Duration, calm: Duration, until isDone: (Simulation) -> Bool) -> Bool {
        let calmFrom = now + faulty
        let end = calmFrom + calm
        var isCalm = false
        while let next = popFirst(), next.at < end {
            now = next.at
            if now >= calmFrom, !isCalm {
                isCalm = true
                faults = Faults(loss: 0, repeats: 0, crashesPerSecond: 0, partitionsPerSecond: 0)
            }
            handle(next.event)
            if isCalm, case .tick = next.event, isDone(self) { return true }
        }
        return false
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .tick: tick()
        case .storeStarts:
            store.restart()
            isStoreUp = true
        case .toStore(let topic, let sender, let token, let bytes):
            guard isStoreUp else { return }
            var out: [FakeStore.Frame] = []
            store.ingest(topic: topic, sender: sender, token: token, bytes: bytes, now: now, out: &out)
            distribute(out)
        case .toClient(let index, let frame): clients[index].receive(frame, now: now)
        case .question(let index, let incarnation, let bytes):
            guard isStoreUp else { return }
            send(.reply(index, incarnation: incarnation, store.query(bytes)), client: index)
        case .reply(let index, let incarnation, let frames):
            if clients[index].incarnation == incarnation { clients[index].receive(reply: frames, now: now) }
        }
    }

    /// Every 5 ms: faults strike, the store and the clients do what is due.
    private mutating func tick() {
        if chance(faults.crashesPerSecond / 200) { crash() }
        if chance(faults.partitionsPerSecond / 200), let index = clients.indices.randomElement(using: &random) {
            clients[index].cutOffUntil = now + random.spread(.milliseconds(800), by: 0.9)
        }
        if isStoreUp {
            var out: [FakeStore.Frame] = []
            store.tick(now: now, out: &out)
            distribute(out)
        }
        for index in clients.indices {
            clients[index].tick(now: now)
            for (topic, token, bytes) in clients[index].takeOutgoing() {
                send(.toStore(topic: topic, sender: clients[index].sender, token: token, bytes: bytes), client: index)
            }
            for question in clients[index].takeQuestions() {
                send(.question(index, incarnation: clients[index].incarnation, question), client: index)
            }
        }
        schedule(.tick, after: .milliseconds(5))
    }

    private mutating func crash() {
        crashes += 1
        let victim = Int(random.next() % UInt64(clients.count + 1))
        if victim < clients.count { return clients[victim].start(seed: random.next(), now: now) }
        guard isStoreUp else { return }
        isStoreUp = false
        schedule(.storeStarts, after: random.spread(.milliseconds(300), by: 0.9))
    }

    private mutating func distribute(_ frames: [FakeStore.Frame]) {
        for frame in frames {
            for index in clients.indices where clients[index].subscribes(to: frame.topic) {
                send(.toClient(index, frame), client: index)
            }
        }
    }

    private mutating func send(_ event: Event, client: Int) {
        guard now >= clients[client].cutOffUntil, !chance(faults.loss) else { return }
        schedule(event, after: random.spread(.milliseconds(15), by: 0.9))
        if chance(faults.repeats) { schedule(event, after: random.spread(.milliseconds(60), by: 0.9)) }
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double(random.next() >> 11) / Double(1 << 53) < probability
    }

    // A binary heap: runs have millions of events.
    private mutating func schedule(_ event: Event, after delay: Duration) {
        order += 1
        queue.append(Scheduled(at: now + delay, order: order, event: event))
        var child = queue.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            queue.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func popFirst() -> Scheduled? {
        guard !queue.isEmpty else { return nil }
        queue.swapAt(0, queue.count - 1)
        let first = queue.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < queue.count && isBefore(child, least) {
                least = child
            }
            if least == parent { return first }
            queue.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (queue[a].at, queue[a].order) < (queue[b].at, queue[b].order)
    }
}
