import JSON
import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// One life of a process: the cores of `Bus` joined as `BusLoop` joins them, on frames instead of sockets.
final class ClientRun {
    enum Mark {
        case original(Int)
        case answer(MessageID)
    }

    let world: World
    unowned let process: ClientProcess
    let number: Int
    let sender: String
    var outbox: OutboxCore<Mark>
    var work: WorkCore?
    var readings: [Reading] = []
    var policy: PolicyReference?
    /// What is being worked on, and until when.
    var busy: [(until: Instant, item: Bus.WorkItem)] = []
    private var watchdog: WatchdogCore
    private var released: Set<Int> = []
    private var epoch = ""
    private var sends: [OutboxCore<Mark>.Send] = []

    static let credit = 4

    init(_ world: World, _ process: ClientProcess, number: Int, now: Instant) {
        self.world = world
        self.process = process
        self.number = number
        sender = SenderID(high: world.random.next(), low: world.random.next()).text
        outbox = OutboxCore(limits: .init(window: 20), seed: world.random.next())
        watchdog = WatchdogCore(now: now)
        let limits = WorkCore.Limits(credit: Self.credit)
        switch process.job {
        case .assess:
            work = WorkCore(service: process.name, takes: [.assess], limits: limits, now: now)
            open([.policyPublished], isLive: true)
        case .notify: work = WorkCore(service: process.name, takes: [.plan, .deliver], limits: limits, now: now)
        case .read(let isLive): open(process.follows, isLive: isLive)
        case .publish: break
        }
    }

    private func open(_ kinds: [Kind], isLive: Bool) {
        for kind in kinds {
            let last = process.read[kind]?.last?.seq ?? 0
            let isBlind = world.mutation == .noGapDetection
            let seed = world.random.next()
            readings.append(Reading(kind, after: last, isLive: isLive, isBlind: isBlind, seed: seed))
        }
    }

    func subscribes(to topic: String) -> Bool {
        if topic == Topic.store || topic == Topic.receipt(sender) || topic == Topic.work(sender) { return true }
        if case .read(isLive: false) = process.job { return false }
        return readings.contains { Topic.log($0.kind) == topic }
    }

    var isIdle: Bool { outbox.isEmpty && (work?.heldCount ?? 0) == 0 }

    // MARK: What arrives

    func receive(_ frame: StoreRun.Frame, now: Instant) throws {
        if frame.topic == Topic.store { return try heard(frame, now: now) }
        if frame.topic == Topic.receipt(sender) { return try receipts(frame, now: now) }
        if frame.topic == Topic.work(sender) { return try take(frame, now: now) }
        for index in readings.indices where Topic.log(readings[index].kind) == frame.topic {
            try readings[index].live(frame)
        }
    }

    private func heard(_ frame: StoreRun.Frame, now: Instant) throws {
        let heartbeat = try JSONNodeDecoder().decode(StoreHeartbeat.self, from: JSONDocument(frame.body).root)
        if watchdog.heard(now: now) || heartbeat.epoch != epoch {
            epoch = heartbeat.epoch
            outbox.linkRestored(now: now)
            for index in readings.indices { readings[index].linkRestored(now: now) }
        }
        _ = work?.heard(storeEpoch: heartbeat.epoch)
        if case .read(isLive: false) = process.job { return }
        for index in readings.indices where !readings[index].heard(heartbeat) {
            world.chronicle.violate("\(process.name): the journal went back in \(readings[index].kind)")
        }
    }

    private func receipts(_ frame: StoreRun.Frame, now: Instant) throws {
        guard let batch = try JSONDocument(frame.body).root.member("receipts") else { return }
        for receipt in batch.elements.compactMap(WireReceipt.init) {
            switch outbox.receive(receipt.token, receipt.status, retryAfter: receipt.retryAfter, now: now) {
            case .held(let entry): try settle(entry)
            case .refused(let entry):
                world.chronicle.violate("\(process.name): \(entry.message.kind) was refused: \(receipt.code ?? "")")
            case .postponed, .unknown: break
            }
        }
    }

    private func settle(_ entry: OutboxCore<Mark>.Entry) throws {
        switch entry.mark {
        case .original(let index):
            try world.plan.reach(.integratorBeforeSettling)
            process.settle(index)
        case .answer(let item):
            work?.receipted(item)
            world.receipted.append(item)
        }
    }

    // MARK: What is due

    /// Does what is due, and says whether the link must be made anew.
    func turn(now: Instant) throws -> Bool {
        let mustReconnect = watchdog.check(now: now)
        release(now: now)
        try finishWork(now: now)
        for index in readings.indices {
            let kind = readings[index].kind
            let taken = readings[index].take(random: &world.random)
            if case .read = process.job { process.keep(taken, of: kind) }
            if kind == .policyPublished, let last = taken.last { try adopt(last, now: now) }
        }
        return mustReconnect
    }

    private func adopt(_ message: FeedMessage, now: Instant) throws {
        let manifest = try ReceivedMessage(message.bytes).decode(PolicyPublished.self)
        policy = PolicyReference(version: manifest.version, digest: manifest.digest)
        work?.policy = manifest.digest
        work?.hasten(now: now)
    }

    /// What the process says from now on; everything unsettled of an earlier life goes again.
    private func release(now: Instant) {
        guard case .publish(let inTurn) = process.job else { return }
        for index in process.originals.indices where !process.settled[index] && !released.contains(index) {
            let original = process.originals[index]
            if original.at > now || (inTurn && index > 0 && !process.settled[index - 1]) { break }
            released.insert(index)
            outbox.enqueue(original.message, .original(index), now: now)
        }
    }

    /// The frames that go to ingest now.
    func takeIngest(now: Instant) throws -> [StoreRun.Ingest] {
        var frames: [StoreRun.Ingest] = []
        if let heartbeat = work?.heartbeat(now: now) { frames.append(frame(heartbeat)) }
        guard watchdog.isUp else { return frames }
        sends.removeAll()
        outbox.takeSends(now: now, into: &sends)
        if !sends.isEmpty { try reach(publishing: .integratorBeforeSending) }
        for send in sends where !(send.isRepeat && world.mutation == .noRetransmit) {
            frames.append(ingest(Topic.ingest(send.message.kind), token: String(send.token), send.message.bytes))
        }
        return frames
    }

    /// The last frames of a replica that ends.
    func farewell() -> StoreRun.Ingest? { (work?.farewell()).map(frame) }

    private func frame(_ heartbeat: ReplicaHeartbeat) -> StoreRun.Ingest {
        var writer = JSONWriter()
        heartbeat.write(to: &writer)
        return ingest(Topic.heartbeat, token: "-", writer.bytes)
    }

    /// Called when what ``takeIngest(now:)`` gave is on its way.
    func sentIngest() throws {
        guard !sends.isEmpty else { return }
        switch process.job {
        case .publish: try world.plan.reach(.integratorAfterSending)
        case .assess: try world.plan.reach(.checkerAfterSending)
        case .notify: try world.plan.reach(.notifierAfterSending)
        case .read: break
        }
    }

    private func reach(publishing point: CrashPoint) throws {
        if case .publish = process.job { try world.plan.reach(point) }
    }

    func takeQuestions(now: Instant) throws -> [(reading: Int, bytes: [UInt8])] {
        var questions: [(Int, [UInt8])] = []
        for index in readings.indices {
            let isUp = watchdog.isUp
            questions += try readings[index].questions(isUp: isUp, now: now).map { (index, $0) }
        }
        return questions
    }

    private func ingest(_ topic: String, token: String, _ bytes: [UInt8]) -> StoreRun.Ingest {
        StoreRun.Ingest(topic: topic, sender: sender, token: token, bytes: bytes, principal: process.principal)
    }
}
