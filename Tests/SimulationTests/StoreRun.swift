import Access
import JSON
import Messages
import Threading

@testable import EvidenceStore

/// One life of the store: its journal, its dispatcher, and between them what its two threads hand to each other.
///
/// Does what `FrontLoop` and `JournalLoop` do, on frames instead of sockets; a ``Crash`` leaves nothing but the journal.
final class StoreRun {
    struct Frame {
        let topic: String
        let position: [UInt8]
        let body: [UInt8]
    }

    /// The frames of ingest, and whose connection they came on.
    struct Ingest {
        let topic: String
        let sender: String
        let token: String
        let bytes: [UInt8]
        let principal: Principal
    }

    let world: World
    let journal: Journal
    let reader: JournalReader
    let epoch: String
    let number: Int
    var dispatcher: Dispatcher<WorkItem, WorkCursor>
    var actions: [DispatchAction<WorkItem>] = []
    var replies = ReplyTable()
    var receipts = ReceiptBatches()
    var writer = MessageWriter()
    var heads: [String: Int64]
    /// On their way to the journal thread.
    var tasks: [JournalTask] = []
    /// On their way back.
    var notices: [CommitNotice] = []
    var notes: [AttemptNote] = []
    var dead: [DeadItem] = []
    var wantedPage: (kind: WorkKind, after: WorkCursor?, limit: Int)?
    /// A reader thread looks for the page.
    var isReading = false
    /// Until when the journal's queue counts as full, and its disk.
    var busyUntil = Instant(nanoseconds: 0)
    var diskFullUntil = Instant(nanoseconds: 0)
    private(set) var out: [Frame] = []
    private var nextTick = Instant(nanoseconds: 0)
    private var nextHeartbeat = Instant(nanoseconds: 0)

    init(_ world: World, directory: String, number: Int, now: Instant) throws {
        self.world = world
        self.number = number
        var configuration = JournalConfiguration(directory: directory)
        configuration.periodicInterval = .zero
        configuration.importQuiet = .seconds(2)
        configuration.recheckWindow = 6
        configuration.keySource = world.keys.next
        let fault = world.plan.journal
        configuration.fault = { step throws(JournalError) in try fault.check(step) }
        var random = world.random
        journal = try Journal(configuration: configuration, now: World.wall(now)) { random.next() }
        world.random = random
        reader = try JournalReader(configuration, vault: journal.vault)
        epoch = journal.epoch.description
        heads = Dictionary(uniqueKeysWithValues: journal.heads().map { ($0.key.rawValue, $0.value) })
        // Small enough that the window is partial again and again.
        var limits = DispatchLimits()
        limits.items = 24
        limits.page = 10
        dispatcher = Dispatcher(epoch: epoch, policy: journal.policy?.digest, limits: limits)
        if !journal.damageAtStart.isEmpty { world.chronicle.violate("the journal is damaged") }
        world.witness.restart(open: try Self.openWork(reader))
    }

    static func openWork(_ reader: JournalReader) throws -> [WorkItem] {
        var items: [WorkItem] = []
        var cursor: WorkCursor?
        repeat {
            let (page, next) = try reader.openWork(after: cursor, limit: 200)
            items += page
            cursor = next
        } while cursor != nil
        return items
    }

    func publish(_ topic: String, _ position: [UInt8], _ body: [UInt8]) {
        out.append(Frame(topic: topic, position: position, body: body))
    }

    func takeOut() -> [Frame] {
        defer { out.removeAll(keepingCapacity: true) }
        return out
    }

    // MARK: The socket thread

    func ingest(_ message: Ingest, now: Instant) {
        switch decide(message, now: now) {
        case .dropped(let reason): world.chronicle.violate("ingest dropped \(message.topic): \(reason)")
        case .heartbeat(let report): hear(report, now: now)
        case .checked(let answer): world.chronicle.violate("nobody asked for \(answer.check)")
        case .refused(_, let refusal):
            world.chronicle.violate("ingest refused \(message.topic): \(refusal.code) \(refusal.place ?? "")")
        case .accepted(let mark, let accepted): accept(mark, accepted, message.principal, now: now)
        }
    }

    private func decide(_ message: Ingest, now: Instant) -> IngestDecision {
        Array(message.topic.utf8).withUnsafeBytes { topic in
            Array(message.sender.utf8).withUnsafeBytes { sender in
                Array(message.token.utf8).withUnsafeBytes { token in
                    message.bytes.withUnsafeBytes { bytes in
                        IngestValidator().decide(
                            topic: topic,
                            sender: sender,
                            token: token,
                            message: bytes,
                            principal: message.principal,
                            now: World.wall(now)
                        )
                    }
                }
            }
        }
    }

    private func accept(_ mark: IngestMark, _ message: IngestMessage, _ principal: Principal, now: Instant) {
        let domain = principal.role.domain
        guard now >= busyUntil else {
            let pause = Duration.milliseconds(500)
            return receipts.add(.later, id: message.header.id, code: "busy", retryAfter: pause, to: mark, domain)
        }
        if world.mutation == .receiptBeforeCommit { receipts.add(.recorded, id: message.header.id, to: mark, domain) }
        let reply = PendingReply(mark: mark, domain: domain, kind: message.header.kind, receivedAt: now.nanoseconds)
        let incoming = Incoming(
            bytes: message.bytes,
            header: message.header,
            facts: message.facts,
            principal: principal.name,
            reply: replies.insert(reply),
            receivedAt: World.wall(now)
        )
        tasks.append(.record(incoming))
    }

    /// One turn of the socket thread.
    func turn(now: Instant) throws {
        let mail = notices
        notices.removeAll()
        for notice in mail { take(notice) }
        if !mail.isEmpty { try world.plan.reach(.storeBeforeDispatch) }
        keepTime(now: now)
        giveOutWork(now: now)
        if !mail.isEmpty { try world.plan.reach(.storeBeforeReceipts) }
        sendReceipts()
        if !mail.isEmpty { try world.plan.reach(.storeAfterReceipts) }
    }

    private func keepTime(now: Instant) {
        if now >= nextTick {
            nextTick = now + .milliseconds(50)
            dispatcher.tick(now: now.nanoseconds, into: &actions)
        }
        guard now >= nextHeartbeat else { return }
        nextHeartbeat = now + .milliseconds(250)
        let heartbeat = writer.heartbeat(
            epoch: epoch,
            time: World.wall(now),
            heads: heads,
            policy: dispatcher.policy
        )
        publish(Topic.store, writer.position(Position(epoch: epoch)), heartbeat)
    }

    private func sendReceipts() {
        let position = writer.position(Position(epoch: epoch))
        var batches: [ReceiptBatches.Batch] = []
        receipts.finish { batches.append($0) }
        for batch in batches { publish(Topic.receipt(batch.sender.text), position, batch.writer.bytes) }
    }
}
