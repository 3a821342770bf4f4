import Access
import Messages
import Synchronization
import Threading
import ZeroMQ

/// The socket thread: the only one that touches the six sockets, and never waits for the disk.
///
/// Each turn takes a bounded burst from everything that can be read, so that nothing starves, then does what became
/// due, and last sends the receipts of the turn. Owned by its thread from ``run()`` on.
final class FrontLoop {
    let configuration: FrontConfiguration
    let external: FrontSide
    let `internal`: FrontSide
    let access: AccessControl
    let queue: IngestQueue
    let mailbox: FrontMailbox
    let readers: ReaderPool
    let state: StoreState
    let clock: MonotonicClock
    let wall: WallClock
    let epoch: String
    let metrics: FrontMetrics

    var dispatcher: Dispatcher<WorkItem, WorkCursor>
    var actions: [DispatchAction<WorkItem>] = []
    var replies = ReplyTable()
    var receipts = ReceiptBatches()
    var logs = LogSubscriptions()
    var waiting = WaitingReplays()
    var desk: CheckDesk<PendingQuery>
    var checkAnswers: [CheckAnswer] = []
    var heads: [String: Int64]
    var frames = Frames(capacity: 4)
    /// Bursts on their way to the journal, and what must get there although it was full.
    var tasks: [QueuedTask] = []
    var turnedAway: [JournalTask] = []
    var unsent: [JournalTask] = []
    var writer = MessageWriter()
    var principals: PrincipalList
    var generation: Int
    var connections = ConnectionTable()
    var flows: FlowTable
    let ledger: FlowLedger
    /// The tenant after which profiles are still to be read; nil when all were.
    var profilesWanted: Int64? = 0
    var now: Nanoseconds = 0
    var today = Timestamp(microseconds: 0)
    private var nextTick: Nanoseconds = 0
    private var nextHeartbeat: Nanoseconds = 0
    /// Told at the end of a turn, when what came has been given out.
    private var isSnapshotDue = false
    var poller = Poller()
    var feeds = FeedPlaces()
    var nextExpiry: Timestamp?
    var lastRefresh: Timestamp?
    /// Replicas that have not subscribed again since the feed was made anew: what is sent now would not reach them.
    var resubscribing = Resubscription()

    init(
        _ configuration: FrontConfiguration,
        sides: (external: FrontSide, internal: FrontSide),
        start: JournalStart,
        shared: FrontShared
    ) {
        self.configuration = configuration
        external = sides.external
        `internal` = sides.internal
        access = shared.access
        queue = shared.queue
        mailbox = shared.mailbox
        readers = shared.readers
        state = shared.state
        clock = shared.clock
        wall = shared.wall
        metrics = shared.metrics
        ledger = shared.ledger
        flows = FlowTable(defaults: configuration.flows)
        epoch = start.epoch.description
        heads = Dictionary(uniqueKeysWithValues: start.heads.map { ($0.key.rawValue, $0.value) })
        desk = CheckDesk(epoch: epoch)
        dispatcher = Dispatcher(epoch: epoch, policy: start.policyDigest, limits: configuration.dispatch)
        generation = access.generation
        principals = access.current
    }

    /// Serves until `stopping`, then until the journal has answered everything that was taken in.
    func run(until stopping: EventFD) throws(ZeroMQError) {
        let stop = addPlaces(stopping)
        while true {
            try poller.wait(milliseconds: timeout())
            // Whoever was turned away last is told of before the journal is closed.
            if poller.isReadable(stop) { return try readMonitors() }
            try turn(reading: true)
        }
    }

    /// Takes in what other threads still have for it, and answers; called after they have ended.
    func finish() throws(ZeroMQError) {
        try turn(reading: false)
    }

    private func addPlaces(_ stopping: EventFD) -> Int {
        _ = poller.add(`internal`.ingest)
        _ = poller.add(external.ingest)
        _ = poller.add(`internal`.query)
        _ = poller.add(external.query)
        feeds = FeedPlaces(internal: poller.add(`internal`.feed), external: poller.add(external.feed))
        _ = poller.add(fileDescriptor: mailbox.wake.fileDescriptor)
        return poller.add(fileDescriptor: stopping.fileDescriptor)
    }

    /// Takes one turn.
    ///
    /// Every burst is bounded; what is left over makes the next poll return at once.
    private func turn(reading: Bool) throws(ZeroMQError) {
        now = clock.now().nanoseconds
        today = Timestamp(milliseconds: wall.now().milliseconds)
        state.lastTurn.store(now, ordering: .relaxed)
        try refreshPrincipals()
        mailbox.wake.drain()
        let mail = mailbox.take()
        try take(mail.commits)
        try take(mail.answers)
        if reading {
            try readIngest(`internal`)
            try readIngest(external)
            try readQueries(`internal`)
            try readQueries(external)
        }
        try readSubscriptions()
        try keepTime()
        try giveOutChecks()
        try giveOutWork()
        try sendReceipts()
        if isSnapshotDue {
            isSnapshotDue = false
            publishSnapshot()
        }
    }

    private func keepTime() throws(ZeroMQError) {
        if now >= nextTick {
            nextTick = now + .milliseconds(50)
            dispatcher.tick(now: now, into: &actions)
            try expireReplays()
            try expireChecks()
            askForProfiles()
        }
        if now >= nextHeartbeat {
            nextHeartbeat = now + configuration.heartbeat
            try sendHeartbeats()
            try readMonitors()
            isSnapshotDue = true
        }
    }

    private func timeout() -> Int {
        if !external.isFeedBound || !`internal`.isFeedBound { return 1 }
        let next = min(nextTick, nextHeartbeat) - clock.now().nanoseconds
        return next <= 0 ? 0 : Int((next + 999_999) / 1_000_000)
    }

    func side(_ domain: AccessDomain) -> FrontSide { domain == .external ? external : `internal` }
}

@available(*, unavailable)
extension FrontLoop: Sendable {}

/// How the socket thread behaves.
struct FrontConfiguration: Sendable {
    var dispatch = DispatchLimits()
    /// Between two heartbeats on `store/`.
    var heartbeat: Nanoseconds = .milliseconds(250)
    /// Messages taken from one ingest socket in one turn.
    var ingestBurst = 256
    /// Questions taken from one query socket in one turn.
    var queryBurst = 32
    var validator = IngestValidator()
    var flows = FlowDefaults()
}

/// What the socket thread shares with others.
struct FrontShared: Sendable {
    let access: AccessControl
    let queue: IngestQueue
    let mailbox: FrontMailbox
    let readers: ReaderPool
    let state: StoreState
    let metrics: FrontMetrics
    let ledger: FlowLedger
    let clock: MonotonicClock
    let wall: WallClock
}
