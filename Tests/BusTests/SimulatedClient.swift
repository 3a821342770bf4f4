import JSON
import Messages
import Threading

@testable import Bus

/// One process on the client's side: publishes a list that survives it, works, and reads a stream from where it was.
struct SimulatedClient {
    enum Mark {
        case original(Int)
        case answer(MessageID)
    }

    // What survives a crash.
    var originals: [OutgoingMessage]
    private(set) var settled: [Bool]
    let works: Bool
    let follows: Kind?
    let isLive: Bool
    private(set) var read: [FeedMessage] = []
    var limits = OutboxCore<Mark>.Limits()
    private(set) var incarnation = 0
    var cutOffUntil = Instant(nanoseconds: 0)

    // What does not.
    private(set) var sender = ""
    private var outbox = OutboxCore<Mark>(seed: 0)
    private var work: WorkCore?
    private var stream: StreamCore?
    private var queries = QueryCore<Void>(seed: 0)
    private var watchdog = WatchdogCore(now: Instant(nanoseconds: 0))
    private var busy: [(until: Instant, item: WorkItem)] = []
    private var unread: [FeedMessage] = []
    private var nextQuery = 0
    private var wire = WireReader()
    private var epoch = ""
    private var lastTick = Instant(nanoseconds: 0)
    private var random = Jitter(seed: 0)
    private(set) var journalWentBack = false

    init(originals: [OutgoingMessage] = [], works: Bool = false, follows: Kind? = nil, isLive: Bool = true) {
        self.originals = originals
        settled = originals.map { _ in false }
        self.works = works
        self.follows = follows
        self.isLive = isLive
    }

    var isSettled: Bool { settled.allSatisfy(\.self) }
    var last: Int64 { read.last?.seq ?? 0 }

    /// Begins anew, as a process does after a crash.
    mutating func start(seed: UInt64, now: Instant) {
        incarnation += 1
        random = Jitter(seed: seed)
        sender = "\(seed)"
        outbox = OutboxCore(limits: limits, seed: seed)
        queries = QueryCore(seed: seed)
        watchdog = WatchdogCore(now: now)
        work = works ? WorkCore(service: "test", takes: [.assess], limits: .init(credit: 8), now: now) : nil
        stream = follows.map {
            StreamCore(
                kind: $0,
                after: last,
                isLive: isLive,
                limits: .init(room: 40, held: 20, page: 25, longPoll: .milliseconds(200))
            )
        }
        busy = []
        unread = []
        epoch = ""
        for index in originals.indices where !settled[index] {
            outbox.enqueue(originals[index], .original(index), now: now)
        }
    }

    func subscribes(to topic: String) -> Bool {
        if topic == Topic.store || topic == Topic.receipt(sender) || topic == Topic.work(sender) { return true }
        return isLive && follows.map { Topic.log($0) == topic } ?? false
    }

    mutating func receive(_ frame: FakeStore.Frame, now: Instant) {
        if frame.topic == Topic.store { return heard(frame, now: now) }
        if frame.topic == Topic.receipt(sender) { return receipts(frame, now: now) }
        if frame.topic == Topic.work(sender) { return item(frame, now: now) }
        if follows.map({ Topic.log($0) == frame.topic }) ?? false {
            stream?.live(FeedMessage(position: frame.position, bytes: frame.body), into: &unread)
        }
    }

    private mutating func heard(_ frame: FakeStore.Frame, now: Instant) {
        guard let root = try? JSONDocument(frame.body).root,
            let heartbeat = try? JSONNodeDecoder().decode(StoreHeartbeat.self, from: root)
        else { return }
        if watchdog.heard(now: now) || heartbeat.epoch != epoch {
            outbox.linkRestored(now: now)
            queries.linkRestored(now: now)
        }
        epoch = heartbeat.epoch
        _ = work?.heard(storeEpoch: epoch)
        if let follows, stream?.heartbeat(epoch: epoch, head: heartbeat.heads?[follows.rawValue]) == false {
            journalWentBack = true
        }
    }

    private mutating func receipts(_ frame: FakeStore.Frame, now: Instant) {
        guard let batch = try? JSONDocument(frame.body).root.member("receipts") else { return }
        for receipt in batch.elements.compactMap(WireReceipt.init) {
            guard
                case .held(let entry) = outbox.receive(
                    receipt.token,
                    receipt.status,
                    retryAfter: receipt.retryAfter,
                    now: now
                )
            else { continue }
            switch entry.mark {
            case .original(let index): settled[index] = true
            case .answer(let item): work?.receipted(item)
            }
        }
    }

    private mutating func item(_ frame: FakeStore.Frame, now: Instant) {
        guard let given = frame.position.work else {
            let hello = try? JSONDocument(frame.body).root.member("hello")?.member("epoch")?.string
            if let hello { _ = work?.hello(epoch: hello, now: now) }
            return
        }
        switch work?.receive(given.item, now: now) {
        case .handle:
            let item = WorkItem(
                position: frame.position,
                work: given,
                bytes: frame.body,
                replica: sender,
                receivedAt: WallTime(milliseconds: 0),
                receivedInstant: now
            )
            // Now and then much longer than the store waits, so that heartbeats must ask for more time.
            let isSlow = random.next() % 50 == 0
            busy.append((now + random.spread(isSlow ? .seconds(3) : .milliseconds(10), by: 0.9), item))
        case .sendAgain(let answers): send(answers, given.item, now: now)
        case .alreadyHeld, .shed, nil: break
        }
    }

    private mutating func send(_ answers: [OutgoingMessage], _ item: MessageID, now: Instant) {
        for answer in answers { outbox.enqueue(answer, .answer(item), now: now) }
    }

    mutating func tick(now: Instant) {
        lastTick = now
        _ = watchdog.check(now: now)
        for (until, item) in busy where until <= now {
            guard let answer = try? Sample.assessment(of: item) else { continue }
            if work?.answered(item.item, with: [answer]) == true { send([answer], item.item, now: now) }
        }
        busy.removeAll { $0.until <= now }
        // The reader is sometimes slow.
        if !unread.isEmpty, random.next() % 4 != 0 {
            let taken = unread.prefix(Int(random.next() % 30))
            read += taken
            unread.removeFirst(taken.count)
            stream?.consumed(taken.count)
        }
        for _ in queries.takeExpired(now: now) { stream?.replayFailed(now: now) }
        if let replay = stream?.takeReplay(now: now) { ask(replay, now: now) }
    }

    private mutating func ask(_ replay: StreamCore.Replay, now: Instant) {
        nextQuery += 1
        var request = QueryRequest(id: "q-\(nextQuery)", op: .replay)
        request.kind = follows?.rawValue
        request.after = replay.after
        request.limit = replay.limit
        guard let bytes = try? JSONTreeEncoder().encode(request) else { return }
        queries.ask(request.id, bytes, (), patience: .zero, deadline: now + .seconds(3), now: now)
    }

    mutating func receive(reply frames: [[UInt8]], now: Instant) {
        guard let root = try? JSONDocument(frames[0]).root, let id = root.member("id")?.string,
            queries.answered(id) != nil
        else { return }
        let messages = stride(from: 1, to: frames.count, by: 2).compactMap { index in
            (try? JSONDocument(frames[index]).root).flatMap { try? wire.position($0) }
                .map { FeedMessage(position: $0, bytes: frames[index + 1]) }
        }
        let cursor = root.member("cursor")?.string.flatMap { Int64($0) } ?? 0
        stream?.page(messages, cursor: cursor, more: root.member("more")?.bool ?? false, into: &unread)
    }

    mutating func takeOutgoing() -> [(String, String, [UInt8])] {
        var sends: [OutboxCore<Mark>.Send] = []
        outbox.takeSends(now: lastTick, into: &sends)
        var frames = sends.map { (Topic.ingest($0.message.kind), String($0.token), $0.message.bytes) }
        if let heartbeat = work?.heartbeat(now: lastTick) {
            var writer = JSONWriter()
            heartbeat.write(to: &writer)
            frames.append((Topic.heartbeat, "-", writer.bytes))
        }
        return frames
    }

    mutating func takeQuestions() -> [[UInt8]] {
        var sends: [[UInt8]] = []
        queries.takeSends(now: lastTick, into: &sends)
        return sends
    }
}
