import JSON
import Messages
import Threading

@testable import Bus

/// The store's side of the protocol in memory, without sockets and time of its own: enough to test a client against.
///
/// Keeps its journal over ``restart()`` and nothing else, as the real one.
struct FakeStore {
    struct Record {
        let position: Position
        let kind: Kind
        let id: MessageID
        let bytes: [UInt8]
    }

    struct Frame {
        let topic: String
        let position: Position
        let body: [UInt8]
    }

    struct Replica {
        var isProven = false
        var credit = 0
        var takes: [WorkKind] = []
        var lastHeard: Instant
        var isDraining = false
    }

    struct Item {
        let record: Record
        let item: MessageID
        var attempt = 0
        var owner: String?
        var givenAt = Instant(nanoseconds: 0)
        var isDone = false
    }

    private(set) var journal: [Record] = []
    private var seqById: [MessageID: Int64] = [:]
    private var heads: [Kind: Int64] = [:]
    private(set) var replicas: [String: Replica] = [:]
    private(set) var items: [MessageID: Item] = [:]
    private var pending: [MessageID] = []
    /// Items that are out, by replica.
    private var given: [String: Set<MessageID>] = [:]
    private var receipts: [String: [Receipt]] = [:]
    private var nextHeartbeat = Instant(nanoseconds: 0)
    private(set) var starts = 0
    private(set) var epoch = ""
    /// Refuses messages of this kind.
    var refusedKind: Kind?
    /// Puts everything off.
    var isBusy = false
    /// Puts off messages of these tenants.
    var limited: Set<String> = []
    /// Gives out nothing, so that messages can be counted without work.
    var givesWork = true
    var ackWait: Duration = .seconds(1)
    private(set) var answersFirst = 0
    private(set) var answersRepeated = 0
    /// Items that a replica held when it said that it stops.
    private(set) var itemsReturned = 0

    init() { restart() }

    mutating func restart() {
        starts += 1
        epoch = "\(starts)-00000000deadbeef"
        replicas = [:]
        given = [:]
        receipts = [:]
        pending = items.values.filter { !$0.isDone }.sorted { $0.item < $1.item }.map(\.item)
        for item in pending { items[item]?.owner = nil }
        nextHeartbeat = Instant(nanoseconds: 0)
    }

    func messages(_ kind: Kind) -> [Record] { journal.filter { $0.kind == kind } }

    /// Takes the frames of ingest.
    mutating func ingest(topic: String, sender: String, token: String, bytes: [UInt8], now: Instant, out: inout [Frame])
    {
        if topic == Topic.heartbeat { return heartbeat(sender, bytes, now: now, out: &out) }
        guard let kind = Kind(rawValue: String(topic.dropLast())), let root = (try? JSONDocument(bytes))?.root,
            let id = root.member("id")?.messageID
        else {
            receipts[sender, default: []].append(Receipt(token: token, status: .refused, code: "not-json"))
            return
        }
        if root.member("tenant")?.string.map(limited.contains) == true {
            let code = "rate-limited"
            receipts[sender, default: []].append(
                Receipt(token: token, id: id, status: .later, code: code, retryAfterMilliseconds: 20)
            )
            return
        }
        receipts[sender, default: []].append(record(kind, id, bytes, token, now: now, out: &out))
    }

    private mutating func record(
        _ kind: Kind,
        _ id: MessageID,
        _ bytes: [UInt8],
        _ token: String,
        now: Instant,
        out: inout [Frame]
    ) -> Receipt {
        if isBusy { return Receipt(token: token, id: id, status: .later, code: "busy", retryAfterMilliseconds: 20) }
        if kind == refusedKind { return Receipt(token: token, id: id, status: .refused, code: "kind-not-allowed") }
        if let seq = seqById[id] {
            if kind.isAnswer { answersRepeated += 1 }
            let isSame = kind.isAnswer || journal[Int(seq) - 1].bytes == bytes
            return Receipt(
                token: token,
                id: id,
                status: isSame ? .repeat : .refused,
                code: isSame ? nil : "id-conflict"
            )
        }
        if kind.isAnswer {
            guard items[id] != nil else { return Receipt(token: token, id: id, status: .refused, code: "unknown-item") }
            items[id]?.isDone = true
            if let owner = items[id]?.owner { given[owner]?.remove(id) }
            answersFirst += 1
        }
        let seq = Int64(journal.count + 1)
        let position = Position(
            epoch: epoch,
            seq: seq,
            previous: heads[kind] ?? 0,
            index: seq,
            recordedAt: Timestamp(milliseconds: 1_700_000_000_000 + seq),
            principal: "tester"
        )
        let record = Record(position: position, kind: kind, id: id, bytes: bytes)
        journal.append(record)
        seqById[id] = seq
        heads[kind] = seq
        out.append(Frame(topic: Topic.log(kind), position: position, body: bytes))
        if kind == .configChanged, givesWork {
            let item = DerivedID.item(
                cause: id,
                recordedAt: Timestamp(milliseconds: 0),
                kind: .assess,
                trigger: .change
            )
            items[item] = Item(record: record, item: item)
            pending.append(item)
        }
        return Receipt(token: token, id: id, status: .recorded)
    }

    private mutating func heartbeat(_ sender: String, _ bytes: [UInt8], now: Instant, out: inout [Frame]) {
        guard let root = try? JSONDocument(bytes).root,
            let heartbeat = try? JSONNodeDecoder().decode(ReplicaHeartbeat.self, from: root)
        else { return }
        if heartbeat.state == .stopped { return dismiss(sender) }
        var replica = replicas[sender] ?? Replica(lastHeard: now)
        replica.lastHeard = now
        replica.isProven = heartbeat.epoch == epoch
        replica.credit = heartbeat.credit
        replica.takes = heartbeat.takes
        replica.isDraining = heartbeat.state == .draining
        replicas[sender] = replica
        for item in heartbeat.holding where items[item]?.owner == sender { items[item]?.givenAt = now }
        if !replica.isProven {
            let hello = Array(#"{"hello":{"epoch":"\#(epoch)"}}"#.utf8)
            out.append(Frame(topic: Topic.work(sender), position: Position(epoch: epoch), body: hello))
        }
    }

    private mutating func dismiss(_ sender: String) {
        replicas[sender] = nil
        for item in given.removeValue(forKey: sender) ?? [] {
            items[item]?.owner = nil
            pending.append(item)
            itemsReturned += 1
        }
    }

    /// Receipts, work, and a heartbeat when it is due.
    mutating func tick(now: Instant, out: inout [Frame]) {
        for (sender, batch) in receipts {
            var writer = JSONWriter()
            ReceiptBatch(receipts: batch).write(to: &writer)
            out.append(Frame(topic: Topic.receipt(sender), position: Position(epoch: epoch), body: writer.bytes))
        }
        receipts.removeAll()
        giveWork(now: now, out: &out)
        guard now >= nextHeartbeat else { return }
        nextHeartbeat = now + .milliseconds(100)
        takeBack(now: now)
        let heartbeat = StoreHeartbeat(
            epoch: epoch,
            time: Timestamp(milliseconds: 1_700_000_000_000),
            heads: Dictionary(uniqueKeysWithValues: heads.map { ($0.key.rawValue, $0.value) }),
            policy: "sha256:00"
        )
        let body = (try? JSONTreeEncoder().encode(heartbeat)) ?? []
        out.append(Frame(topic: Topic.store, position: Position(epoch: epoch), body: body))
    }

    private mutating func giveWork(now: Instant, out: inout [Frame]) {
        guard !pending.isEmpty else { return }
        let ready = replicas.filter {
            $0.value.isProven && !$0.value.isDraining && $0.value.takes.contains(.assess)
                && now - $0.value.lastHeard < .seconds(1)
        }
        var taken = 0
        for id in pending {
            func load(_ replica: String) -> Int { given[replica]?.count ?? 0 }
            let free = ready.filter { load($0.key) < $0.value.credit }
            guard let owner = free.keys.min(by: { (load($0), $0) < (load($1), $1) }) else { break }
            taken += 1
            guard var item = items[id], !item.isDone else { continue }
            given[owner, default: []].insert(id)
            item.attempt += 1
            item.owner = owner
            item.givenAt = now
            items[id] = item
            var position = item.record.position
            position.epoch = epoch
            position.work = .init(kind: .assess, item: id, trigger: .change, attempt: item.attempt)
            out.append(Frame(topic: Topic.work(owner), position: position, body: item.record.bytes))
        }
        pending.removeFirst(taken)
    }

    /// Items without an answer in time, or of a silent replica.
    private mutating func takeBack(now: Instant) {
        for (owner, id) in given.flatMap({ owner, ids in ids.map { (owner, $0) } }).sorted(by: { $0 < $1 }) {
            guard let item = items[id] else { continue }
            let isSilent = replicas[owner].map { now - $0.lastHeard > .seconds(1) } ?? true
            guard isSilent || now - item.givenAt > ackWait else { continue }
            items[id]?.owner = nil
            given[owner]?.remove(id)
            pending.append(id)
        }
    }

    /// Answers a question: the frames of the reply.
    func query(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let root = try? JSONDocument(bytes).root,
            let request = try? JSONNodeDecoder().decode(QueryRequest.self, from: root)
        else { return [Array(#"{"id":"","status":"error","code":"bad-request"}"#.utf8)] }
        switch request.op {
        case .hello:
            return [Array(#"{"id":"\#(request.id)","status":"ok","body":{"epoch":"\#(epoch)"}}"#.utf8)]
        case .replay:
            let limit = request.limit ?? 500
            let after = request.after ?? 0
            let matching = journal.lazy.filter {
                $0.position.seq ?? 0 > after && (request.kind ?? "" == "" || $0.kind.rawValue == request.kind)
            }
            let found = Array(matching.prefix(limit + 1))
            let page = found.prefix(limit)
            let isMore = found.count > limit
            let cursor = isMore ? page.last?.position.seq ?? after : Int64(journal.count)
            let header = #"{"id":"\#(request.id)","status":"ok","cursor":"\#(max(cursor, after))","more":\#(isMore)}"#
            return [Array(header.utf8)]
                + page.flatMap { record in
                    var writer = JSONWriter()
                    record.position.write(to: &writer)
                    return [writer.bytes, record.bytes]
                }
        default:
            return [Array(#"{"id":"\#(request.id)","status":"error","code":"unknown-op","message":"not here"}"#.utf8)]
        }
    }
}

/// Makes messages as short as the protocol allows.
enum Sample {
    static func id(_ number: Int) -> MessageID {
        MessageID(version7At: Timestamp(milliseconds: 1_700_000_000_000 + Int64(number)), random: (1, UInt64(number)))
    }

    static func message(
        _ kind: Kind,
        id: MessageID,
        cause: MessageID? = nil,
        tenant: String = "acme",
        padding: Int = 0
    ) -> OutgoingMessage {
        let header = MessageHeader(
            id: id,
            kind: kind,
            source: "//settei/test",
            tenant: tenant,
            subject: "thing",
            time: Timestamp(milliseconds: 1_700_000_000_000),
            causation: cause
        )
        var writer = JSONWriter()
        header.write(to: &writer) { writer in
            writer.beginObject()
            writer.member("padding", String(repeating: "x", count: padding))
            writer.endObject()
        }
        return OutgoingMessage(kind: kind, bytes: writer.bytes)
    }

    static func change(_ number: Int, of tenant: String = "acme", padding: Int = 0) -> OutgoingMessage {
        message(.configChanged, id: id(number), tenant: tenant, padding: padding)
    }

    static func assessment(of item: WorkItem) throws -> OutgoingMessage {
        let cause = try JSONDocument(item.bytes).root.member("id")?.messageID
        return message(.configAssessed, id: item.item, cause: cause)
    }
}

extension FakeStore.Frame {
    var positionBytes: [UInt8] {
        var writer = JSONWriter()
        position.write(to: &writer)
        return writer.bytes
    }
}

/// Waits until `condition` holds, at most half a minute.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = MonotonicClock.system.now() + .seconds(30)
    while MonotonicClock.system.now() < deadline {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return try condition()
}

extension PublishOutcome {
    /// Whether the store has it: by this sending, or by an earlier one whose receipt came late.
    var isKept: Bool { self == .recorded || self == .repeat }
}
