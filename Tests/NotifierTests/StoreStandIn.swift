import JSON
import Messages
import Synchronization
import Threading
import ZeroMQ

/// Does what the notifier needs of a store, in memory, behind real sockets with CURVE.
///
/// Makes a `plan` item of every alert and a `deliver` item of every planned delivery; a failed one is given out again at
/// once, whatever its time. Items of a silent replica go back.
final class StoreStandIn: Sendable {
    struct Record: Sendable {
        let kind: Kind
        let header: MessageHeader
        let seq: Int64
        let bytes: [UInt8]
    }

    private struct Item {
        let record: Record
        var work: Position.Work
        var owner: String?
        var isDone = false
    }

    private struct Replica {
        var lastHeard: Instant
        var isProven: Bool
        var credit: Int
    }

    private struct State {
        var journal: [Record] = []
        var heads: [Kind: Int64] = [:]
        var items: [MessageID: Item] = [:]
        var replicas: [String: Replica] = [:]
        var receipts: [String: [Receipt]] = [:]
        var out: [(topic: String, position: Position, body: [UInt8])] = []
        var nextHeartbeat = Instant(nanoseconds: 0)
    }

    static let epoch = "1-00000000deadbeef"
    let keys: CurveKeyPair
    let clientKeys: CurveKeyPair
    private let state = Mutex(State())
    private let running: Mutex<(thread: DedicatedThread, wake: EventFD)?>
    private let bound = Mutex<[String]>([])

    init() throws {
        keys = try .generate()
        clientKeys = try .generate()
        running = Mutex(nil)
        let wake = EventFD()
        let ready = BoundedRing<Bool>(capacity: 1)
        let thread = DedicatedThread(name: "store") { [unowned self] in
            do { try serve(wake, ready) } catch { print("store stand-in: \(error)") }
        }
        running.withLock { $0 = (thread, wake) }
        var ignored: [Bool] = []
        ready.popBatch(into: &ignored)
    }

    deinit { stop() }

    /// Ingest, feed and query.
    var endpoints: [String] { bound.withLock { $0 } }

    func messages(_ kind: Kind) -> [ReceivedMessage] {
        state.withLock { state in state.journal.filter { $0.kind == kind } }.compactMap {
            try? ReceivedMessage($0.bytes)
        }
    }

    /// Records a message as if somebody had published it.
    func record(_ message: Message) throws {
        let header = try ReceivedMessage(message.bytes).header
        state.withLock { record(header, message.bytes, &$0) }
        running.withLock { $0 }?.wake.signal()
    }

    func stop() {
        let last = running.withLock { $0.take() }
        last?.wake.signal()
        isStopped.store(true, ordering: .relaxed)
        last?.thread.join()
    }

    private let isStopped = Atomic<Bool>(false)

    // MARK: What a store decides

    private func record(_ header: MessageHeader, _ bytes: [UInt8], _ state: inout State) {
        let seq = Int64(state.journal.count + 1)
        let record = Record(kind: header.kind, header: header, seq: seq, bytes: bytes)
        state.out.append((Topic.log(header.kind), position(record, previous: state.heads[header.kind] ?? 0), bytes))
        state.journal.append(record)
        state.heads[header.kind] = seq
        if header.kind.isAnswer { state.items[header.id]?.isDone = true }
        switch header.kind {
        case .alertRaised: add(record, .plan, to: &state)
        case .notificationPlanned:
            let plan = try? ReceivedMessage(bytes).decode(NotificationPlanned.self)
            for delivery in plan?.deliveries ?? [] {
                add(record, .deliver, route: delivery.route, delivery: 1, to: &state)
            }
        case .notificationFailed:
            guard let failed = try? ReceivedMessage(bytes).decode(NotificationFailed.self), failed.nextAttemptAt != nil,
                let planned = state.journal.first(where: { $0.header.id == header.causation })
            else { return }
            add(planned, .deliver, route: failed.route, delivery: failed.delivery + 1, to: &state)
        default: break
        }
    }

    private func add(
        _ record: Record,
        _ kind: WorkKind,
        route: String? = nil,
        delivery: Int? = nil,
        to state: inout State
    ) {
        let item = DerivedID.item(
            cause: record.header.id,
            recordedAt: record.header.time,
            kind: kind,
            route: route,
            delivery: delivery
        )
        let work = Position.Work(kind: kind, item: item, attempt: 0, route: route, delivery: delivery)
        state.items[item] = Item(record: record, work: work)
    }

    private func position(_ record: Record, previous: Int64? = nil, work: Position.Work? = nil) -> Position {
        Position(
            epoch: Self.epoch,
            seq: record.seq,
            previous: previous,
            index: record.seq,
            recordedAt: record.header.time,
            principal: "tester",
            work: work
        )
    }

    private func ingest(_ topic: String, _ sender: String, _ token: String, _ bytes: [UInt8], _ state: inout State) {
        if topic == Topic.heartbeat {
            guard let root = try? JSONDocument(bytes).root,
                let heartbeat = try? JSONNodeDecoder().decode(ReplicaHeartbeat.self, from: root)
            else { return }
            let isProven = heartbeat.epoch == Self.epoch
            let credit = heartbeat.state == .draining ? 0 : heartbeat.credit
            state.replicas[sender] = Replica(lastHeard: MonotonicClock.system.now(), isProven: isProven, credit: credit)
            if !isProven {
                let hello = Array(#"{"hello":{"epoch":"\#(Self.epoch)"}}"#.utf8)
                state.out.append((Topic.work(sender), Position(epoch: Self.epoch), hello))
            }
            return
        }
        guard let header = try? ReceivedMessage(bytes).header else { return }
        let isRepeat = state.items[header.id]?.isDone ?? false
        if !isRepeat { record(header, bytes, &state) }
        state.receipts[sender, default: []]
            .append(Receipt(token: token, id: header.id, status: isRepeat ? .repeat : .recorded))
    }

    private func tick(_ state: inout State) {
        let now = MonotonicClock.system.now()
        for (sender, batch) in state.receipts {
            var writer = JSONWriter()
            ReceiptBatch(receipts: batch).write(to: &writer)
            state.out.append((Topic.receipt(sender), Position(epoch: Self.epoch), writer.bytes))
        }
        state.receipts = [:]
        let ready = state.replicas.filter {
            $0.value.isProven && $0.value.credit > 0 && now - $0.value.lastHeard < .seconds(1)
        }
        for (id, item) in state.items where !item.isDone && item.owner.map({ ready[$0] == nil }) ?? true {
            guard let owner = ready.keys.min() else { break }
            state.items[id]?.owner = owner
            state.items[id]?.work.attempt += 1
            guard let work = state.items[id]?.work else { continue }
            state.out.append((Topic.work(owner), position(item.record, work: work), item.record.bytes))
        }
        guard now >= state.nextHeartbeat else { return }
        state.nextHeartbeat = now + .milliseconds(100)
        let heads = Dictionary(uniqueKeysWithValues: state.heads.map { ($0.key.rawValue, $0.value) })
        let heartbeat = StoreHeartbeat(epoch: Self.epoch, time: Samples.openedAt, heads: heads, policy: "sha256:00")
        state.out.append((Topic.store, Position(epoch: Self.epoch), (try? JSONTreeEncoder().encode(heartbeat)) ?? []))
    }

    private func query(_ bytes: [UInt8], _ state: State) -> [[UInt8]] {
        guard let root = try? JSONDocument(bytes).root,
            let request = try? JSONNodeDecoder().decode(QueryRequest.self, from: root)
        else { return [] }
        var found: [Record] = []
        var body = ""
        switch request.op {
        case .replay: found = state.journal.filter { $0.seq > request.after ?? 0 && $0.kind.rawValue == request.kind }
        case .latest:
            let all = state.journal.filter { $0.kind.rawValue == request.kind && $0.header.subject == request.subject }
            found = Array(all.suffix(1))
        case .get: found = state.journal.filter { $0.header.id == request.messageId }
        case .status:
            let heads = state.heads.map { "\"\($0.key.rawValue)\":\($0.value)" }.joined(separator: ",")
            body = #","body":{"heads":{\#(heads)}}"#
        default: break
        }
        let end = max(Int64(state.journal.count), request.after ?? 0)
        let header =
            #"{"id":"\#(request.id)","status":"ok","cursor":"\#(end)","more":false,"count":\#(found.count)\#(body)}"#
        return [Array(header.utf8)] + found.flatMap { [Self.bytes(position($0)), $0.bytes] }
    }

    private static func bytes(_ position: Position) -> [UInt8] {
        var writer = JSONWriter()
        position.write(to: &writer)
        return writer.bytes
    }

    // MARK: Sockets

    private func serve(_ wake: EventFD, _ ready: BoundedRing<Bool>) throws {
        let context = try Context(ioThreads: 1)
        let options: [SocketOption] = [.linger(0), .curveServer(true), .curveKeys(keys)]
        let ingest = try Socket(.sub, in: context)
        let feed = try Socket(.xpub, in: context)
        let query = try Socket(.router, in: context)
        try ingest.set(options)
        try feed.set(options)
        try query.set(options)
        try ingest.subscribe("")
        try ingest.bind("tcp://127.0.0.1:*")
        try feed.bind("tcp://127.0.0.1:*")
        try query.bind("tcp://127.0.0.1:*")
        let addresses = [try ingest.lastEndpoint, try feed.lastEndpoint, try query.lastEndpoint]
        bound.withLock { $0 = addresses }
        ready.tryPush(true)
        var poller = Poller()
        _ = poller.add(fileDescriptor: wake.fileDescriptor)
        _ = (poller.add(ingest), poller.add(feed), poller.add(query))
        var frames = Frames(capacity: 8)
        while !isStopped.load(ordering: .relaxed) {
            try poller.wait(milliseconds: 20)
            wake.drain()
            while try feed.receive(into: &frames) {}
            while try ingest.receive(into: &frames) {
                guard frames.count == 4 else { continue }
                let texts = (0..<3).map { frames.text(of: $0) ?? "" }
                let bytes = frames.array(of: 3)
                state.withLock { self.ingest(texts[0], texts[1], texts[2], bytes, &$0) }
            }
            while try query.receive(into: &frames) {
                guard frames.count == 2 else { continue }
                let (peer, question) = (frames.array(of: 0), frames.array(of: 1))
                try query.send(parts: [peer] + state.withLock { self.query(question, $0) })
            }
            let out = state.withLock { state in
                tick(&state)
                defer { state.out = [] }
                return state.out
            }
            for frame in out {
                try feed.send(frame.topic, more: true)
                try feed.send(Self.bytes(frame.position), more: true)
                try feed.send(frame.body)
            }
        }
    }
}
