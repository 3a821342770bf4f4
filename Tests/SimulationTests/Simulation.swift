import Foundation
import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// The store and its clients on a network that drops, repeats, delays, reorders and cuts, while all of them crash.
///
/// One thread, one clock that jumps from event to event, and chance that follows from the seed.
final class Simulation {
    enum Event {
        case storeStarts
        case storeTurn(life: Int)
        case journalTurn(life: Int)
        case readPage(life: Int)
        case page(life: Int, [EvidenceStore.WorkItem], WorkCursor?)
        case ingest(StoreRun.Ingest)
        case question(client: Int, life: Int, reading: Int, [UInt8])
        case clientStarts(Int)
        case clientTurn(Int, life: Int)
        case frame(client: Int, StoreRun.Frame)
        case reply(client: Int, life: Int, reading: Int, [[UInt8]])
        case fault
    }

    let world: World
    var clients: [ClientProcess]
    var faults = Faults()
    let directory: String
    var store: StoreRun?
    var storePausedUntil = Instant(nanoseconds: 0)
    var stallUntil = Instant(nanoseconds: 0)
    private(set) var storeLives = 0
    private(set) var now = Instant(nanoseconds: 0)
    private(set) var events = 0
    private(set) var crashes = 0
    private var queue = EventQueue<Event>()

    init(seed: UInt64, clients: [ClientProcess], mutation: Mutation? = nil) {
        world = World(seed: seed, mutation: mutation)
        self.clients = clients
        // In memory where there is such a place: processes die here, machines do not.
        let place =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path()
        directory = "\(place)/settei-simulation-\(UUID().uuidString)"
        schedule(.storeStarts, after: .zero)
        for index in clients.indices { schedule(.clientStarts(index), after: .milliseconds(index)) }
        schedule(.fault, after: .milliseconds(50))
    }

    deinit {
        store = nil
        try? FileManager.default.removeItem(atPath: directory)
    }

    var chronicle: Chronicle { world.chronicle }

    /// Runs for a while with faults, then without until `isDone` holds; says whether it came about.
    func run(faulty: Duration, calm: Duration, until isDone: (Simulation) -> Bool) -> Bool {
        let calmFrom = now + faulty
        let end = calmFrom + calm
        var nextLook = calmFrom
        while let at = queue.nextAt, at < end, let next = queue.popFirst() {
            now = next.at
            chronicle.now = now
            events += 1
            if now >= nextLook {
                if nextLook == calmFrom { calmDown() }
                nextLook = now + .milliseconds(100)
                if isDone(self) { return true }
            }
            handle(next.event)
        }
        return false
    }

    private func calmDown() {
        chronicle.note("calm")
        faults = .none
        world.plan.disarm()
    }

    func schedule(_ event: Event, after delay: Duration) { queue.schedule(event, at: now + delay) }

    private func handle(_ event: Event) {
        switch event {
        case .fault: strike()
        case .storeStarts: startStore()
        case .storeTurn, .journalTurn, .readPage, .page, .ingest, .question:
            // A process that stands still finds what came meanwhile when it goes on.
            if now < storePausedUntil { return queue.schedule(event, at: storePausedUntil) }
            handleAtStore(event)
        case .clientStarts(let index): startClient(index)
        case .clientTurn(let index, _), .frame(let index, _), .reply(let index, _, _, _):
            if now < clients[index].pausedUntil { return queue.schedule(event, at: clients[index].pausedUntil) }
            handleAtClient(index, event)
        }
    }

    // MARK: The store

    private func startStore() {
        guard store == nil else { return }
        storeLives += 1
        do {
            store = try StoreRun(world, directory: directory, number: storeLives, now: now)
            chronicle.note("store starts, epoch \(store?.journal.epoch.counter ?? 0)")
            schedule(.storeTurn(life: storeLives), after: .milliseconds(1))
            schedule(.journalTurn(life: storeLives), after: .milliseconds(2))
        } catch {
            chronicle.violate("the store does not start: \(error)")
        }
    }

    private func handleAtStore(_ event: Event) {
        guard let store else { return }
        do {
            switch event {
            case .storeTurn(let life) where life == store.number:
                schedule(event, after: .milliseconds(5))
                try store.turn(now: now)
                if store.wantedPage != nil, !store.isReading {
                    store.isReading = true
                    schedule(.readPage(life: life), after: world.delay(1...20))
                }
            case .journalTurn(let life) where life == store.number:
                schedule(event, after: now < stallUntil ? .milliseconds(350) : world.delay(1...15))
                try store.journalTurn(now: now)
            case .readPage(let life) where life == store.number: try readPage(store)
            case .page(let life, let items, let next) where life == store.number:
                store.isReading = false
                store.refill(items, next: next)
            case .ingest(let message): store.ingest(message, now: now)
            case .question(let client, let life, let reading, let bytes):
                let frames = try store.replay(bytes)
                send(.reply(client: client, life: life, reading: reading, frames), client: client)
            default: break
            }
            distribute(store.takeOut())
        } catch is Crash {
            distribute(store.takeOut())
            crashStore()
        } catch {
            chronicle.violate("the store fails: \(error)")
        }
    }

    private func readPage(_ store: StoreRun) throws {
        guard let wanted = store.wantedPage else { return }
        if world.chance(faults.loss) {
            store.isReading = false
            return store.refillFailed()
        }
        let (items, next) = try store.reader.openWork(wanted.kind, after: wanted.after, limit: wanted.limit)
        schedule(.page(life: store.number, items, next), after: world.delay(1...30))
    }

    func crashStore() {
        guard store != nil else { return }
        crashes += 1
        chronicle.note("store dies")
        store = nil
        schedule(.storeStarts, after: world.delay(50...700))
    }

    // MARK: Clients

    private func startClient(_ index: Int) {
        guard clients[index].run == nil else { return }
        clients[index].start(world, now: now)
        chronicle.note("\(clients[index].name) starts as \(clients[index].run?.sender.prefix(4) ?? "")")
        schedule(.clientTurn(index, life: clients[index].lives), after: .milliseconds(1))
    }

    private func handleAtClient(_ index: Int, _ event: Event) {
        let client = clients[index]
        guard let run = client.run else { return }
        do {
            switch event {
            case .frame(_, let frame): if run.subscribes(to: frame.topic) { try run.receive(frame, now: now) }
            case .reply(_, let life, let reading, let frames) where life == run.number:
                try run.readings[reading].reply(frames)
            case .clientTurn(_, let life) where life == run.number:
                schedule(event, after: .milliseconds(7))
                try turn(index, run)
            default: break
            }
        } catch is Crash {
            crashClient(index)
        } catch {
            chronicle.violate("\(client.name) fails: \(error)")
        }
    }

    private func turn(_ index: Int, _ run: ClientRun) throws {
        let client = clients[index]
        if try run.turn(now: now) {
            client.isDead = false
            client.cutUntil = max(client.cutUntil, now + .milliseconds(20))
        }
        // Some have no time to finish what they hold.
        if run.work?.isDraining == true, run.isIdle || world.chance(0.01) {
            chronicle.note("\(client.name) left")
            if let farewell = run.farewell() { send(.ingest(farewell), client: index) }
            return leave(index)
        }
        for message in try run.takeIngest(now: now) { send(.ingest(message), client: index) }
        try run.sentIngest()
        for (reading, bytes) in try run.takeQuestions(now: now) {
            send(.question(client: index, life: run.number, reading: reading, bytes), client: index)
        }
    }

    func crashClient(_ index: Int) {
        guard clients[index].run != nil else { return }
        crashes += 1
        chronicle.note("\(clients[index].name) dies")
        leave(index)
    }

    private func leave(_ index: Int) {
        clients[index].run = nil
        schedule(.clientStarts(index), after: world.delay(50...1_500))
    }

    // MARK: The network

    private func distribute(_ frames: [StoreRun.Frame]) {
        for frame in frames {
            for index in clients.indices where clients[index].run?.subscribes(to: frame.topic) ?? false {
                send(.frame(client: index, frame), client: index)
            }
        }
    }

    private func send(_ event: Event, client: Int) {
        guard !clients[client].isDead, now >= clients[client].cutUntil, !world.chance(faults.loss) else { return }
        schedule(event, after: world.delay(1...25))
        if world.chance(faults.repeats) { schedule(event, after: world.delay(5...120)) }
    }
}
