import Glibc
import JSON
import Messages
import Threading
import ZeroMQ

/// The bus's thread: owns the sockets, feeds the cores with what arrives and does what they decide.
///
/// One round: commands, what arrived, what is due, sleep. Nothing here waits for anybody but in the poll.
final class BusLoop {
    let configuration: BusConfiguration
    let sender: String
    let shared: BusShared
    let clock: MonotonicClock
    let wallClock: WallClock

    // Sockets stand before their monitors, because a monitor must not close first (see ``Monitor``).
    let ingest: Socket
    let feed: Socket
    let querySocket: Socket
    var monitors: [Int: MonitorBox] = [:]
    var poller = Poller()
    var frames = Frames(capacity: 8)
    /// 500 messages are 1,001 frames.
    var replyFrames = Frames(capacity: 1_024)

    var outbox: OutboxCore<OutboxMark>
    var watchdog: WatchdogCore
    var candidates: CandidateCore
    /// How the attempt that is under way failed, where it shows.
    private var failure: CandidateCore.Failure?
    /// Until then what shows may be the end of the attempt before.
    private var countsFrom = Instant(nanoseconds: 0)
    private static let settling: Duration = .milliseconds(50)
    /// The store that was heard last.
    var followed: BusConfiguration.Endpoints?
    var queries: QueryCore<QueryMark>
    var work: WorkCore?
    var dispatcher: WorkDispatcher?
    /// Where planned changes go to be checked; nil where none are taken.
    var checks: BoundedRing<CheckItem>?
    var checkCredit: Int?
    var policy: String?
    var streams: [Int: (core: StreamCore, buffer: StreamBuffer)] = [:]
    var replays: [String: Int] = [:]
    var connectWaiters: [(deadline: Instant, tell: @Sendable (Bool) -> Void)] = []
    var wire = WireReader()
    var statistics = BusStatistics()

    /// Whether the store's subscription to everything was seen: before it, PUB drops without a word.
    var isIngestOpen = false
    var stopAt: Instant?
    var nextQuery = 0
    var nextSnapshot: Instant
    var topics: [Kind: [UInt8]] = [:]
    let senderBytes: [UInt8]
    let workTopic: [UInt8]
    let receiptTopic: [UInt8]

    // Kept between rounds for their memory.
    var sends: [OutboxCore<OutboxMark>.Send] = []
    var querySends: [[UInt8]] = []
    var arrived: [WorkItem] = []
    var given: [FeedMessage] = []
    var commands: [BusCommand] = []
    var publications: [Publication] = []

    init(configuration: BusConfiguration, sender: String, seed: UInt64, shared: BusShared, context: Context)
        throws(ZeroMQError)
    {
        self.configuration = configuration
        self.sender = sender
        self.shared = shared
        clock = .system
        wallClock = .system
        let now = clock.now()
        senderBytes = Array(sender.utf8)
        workTopic = Array(Topic.work(sender).utf8)
        receiptTopic = Array(Topic.receipt(sender).utf8)
        outbox = OutboxCore(limits: .init(window: min(configuration.window, 200)), seed: seed)
        candidates = CandidateCore(addresses: configuration.stores.count, keys: configuration.storeKeys.count)
        watchdog = WatchdogCore(
            limits: .init(
                silence: configuration.watchdog,
                // Another may be the one that serves by now.
                longestSilence: candidates.isChoice ? .seconds(3) : .seconds(8),
                candidates: candidates.count
            ),
            now: now
        )
        queries = QueryCore(seed: seed &+ 1)
        nextSnapshot = now
        // XPUB rather than PUB: the same to the store, but the store's subscription can be seen, so that nothing is
        // sent before it arrived.
        let ingest = try Socket(.xpub, in: context)
        try ingest.set(configuration.socketOptions)
        // A link that was given up lives on while it has something to send, with its subscription: without this the new link's
        // would be no news, and nothing would be sent any more.
        try ingest.set(.xpubVerbose(true))
        try ingest.set(.linger(configuration.lingerMilliseconds))
        let feed = try Socket(.sub, in: context)
        try feed.set(configuration.socketOptions)
        try feed.set(.linger(0))
        let querySocket = try Socket(.dealer, in: context)
        try querySocket.set(configuration.socketOptions)
        try querySocket.set(.linger(0))
        self.ingest = ingest
        self.feed = feed
        self.querySocket = querySocket
        monitors = [
            0: try MonitorBox(of: self.ingest, in: context), 1: try MonitorBox(of: self.feed, in: context),
            2: try MonitorBox(of: self.querySocket, in: context),
        ]
        try open()
    }

    private func open() throws(ZeroMQError) {
        // In this order: whoever hears `store/` has every topic before it.
        try feed.subscribe(Topic.receipt(sender))
        if configuration.side == .internal { try feed.subscribe(Topic.work(sender)) }
        try feed.subscribe(Topic.store)
        _ = poller.add(fileDescriptor: shared.wake.fileDescriptor)
        _ = poller.add(feed)
        _ = poller.add(querySocket)
        _ = poller.add(ingest)
        for index in 0..<3 {
            if let monitor = monitors[index] { _ = poller.add(monitor.monitor.socket) }
        }
        try connect()
    }

    private func connect() throws(ZeroMQError) {
        // Options count for the connections that are made after them; names are resolved anew with each.
        let key = SocketOption.curveServerKey(configuration.storeKeys[candidates.key])
        try ingest.set(key)
        try feed.set(key)
        try querySocket.set(key)
        try ingest.connect(endpoints.ingest)
        try feed.connect(endpoints.feed)
        try querySocket.connect(endpoints.query)
    }

    /// The store that is connected to, or tried.
    var endpoints: BusConfiguration.Endpoints { configuration.stores[candidates.address] }

    /// Runs until ``BusCommand/stop(deadline:)`` was obeyed.
    func run() {
        while true {
            let now = clock.now()
            takeCommands(now: now)
            guard !isOver(now: now) else { break }
            doWhatIsDue(now: now)
            do throws(ZeroMQError) {
                try poller.wait(milliseconds: (nextWake(now: now) - now).pollMilliseconds)
                if poller.isReadable(0) { shared.wake.drain() }
                try readSockets()
            } catch {
                // A broken promise of ours: the process that supervises this one should start it again.
                report(.ended(reason: error.description))
                break
            }
        }
        close()
    }

    private func readSockets() throws(ZeroMQError) {
        if poller.isReadable(1) { try readFeed() }
        if poller.isReadable(2) { try readQuery() }
        if poller.isReadable(3) { try readIngest() }
        for index in 0..<3 where poller.isReadable(4 + index) { try readMonitor(index) }
    }

    /// What the store subscribes to: everything, once its socket took this connection.
    private func readIngest() throws(ZeroMQError) {
        while try ingest.receive(into: &frames) {
            guard frames.count > 0, frames.size(of: 0) > 0 else { continue }
            isIngestOpen = frames.withBytes(of: 0) { $0[0] == 1 }
        }
    }

    private func readMonitor(_ index: Int) throws(ZeroMQError) {
        guard let box = monitors[index] else { return }
        while let event = try box.monitor.next() {
            switch event.kind {
            case .handshakeFailedAuth:
                statistics.keyRefusals += 1
                failure = .refused
                watchdog.refused(now: clock.now())
                report(.keyRefused(socket: ["ingest", "feed", "query"][index]))
            // A connecting socket's own end of an attempt: nobody listens there.
            case .closed: attemptFailed(.unreachable)
            case .handshakeFailedNoDetail, .handshakeFailedProtocol: attemptFailed(.handshake)
            default: break
            }
        }
    }

    /// Where there is something else to try, nobody waits for the watchdog.
    private func attemptFailed(_ how: CandidateCore.Failure) {
        let now = clock.now()
        guard candidates.isChoice, !watchdog.isUp, failure == nil, now >= countsFrom else { return }
        failure = how
        watchdog.failed(now: now)
    }

    private func doWhatIsDue(now: Instant) {
        if watchdog.check(now: now) { reconnect() }
        sendHeartbeat(now: now)
        sendOutbox(now: now)
        askForReplays(now: now)
        sendQueries(now: now)
        expireConnectWaiters(now: now)
        if now >= nextSnapshot { publishStatistics(now: now) }
    }

    private func nextWake(now: Instant) -> Instant {
        // Work that was put off until the link is back must not spin the loop.
        var wake = min(watchdog.nextWake, nextSnapshot)
        if isSendingPossible, let due = outbox.nextWake { wake = min(wake, due) }
        if let due = queries.nextWake { wake = min(wake, due) }
        if isIngestOpen, let due = work?.nextHeartbeat { wake = min(wake, due) }
        if watchdog.isUp {
            for stream in streams.values {
                if let due = stream.core.nextWake { wake = min(wake, due) }
            }
        }
        for waiter in connectWaiters { wake = min(wake, waiter.deadline) }
        if let stopAt { wake = min(wake, stopAt) }
        return max(wake, now)
    }

    /// Messages may go out: the store hears this client, and this client hears its receipts.
    var isSendingPossible: Bool { isIngestOpen && watchdog.isUp }

    private func reconnect() {
        statistics.reconnects += 1
        isIngestOpen = false
        // Attempts that fail one after the other are no news each.
        if failure == nil || failure == .refused { report(.silent) }
        do throws(ZeroMQError) {
            try ingest.disconnect(endpoints.ingest)
            try feed.disconnect(endpoints.feed)
            try querySocket.disconnect(endpoints.query)
            candidates.failed(failure ?? .silent)
            failure = nil
            countsFrom = clock.now() + Self.settling
            try connect()
        } catch {
            // Only a malformed endpoint fails here, and that was found at the start.
            report(.unreadable(topic: "reconnect", reason: error.description))
        }
    }

    func publishStatistics(now: Instant) {
        nextSnapshot = now + .milliseconds(250)
        statistics.isConnected = watchdog.isUp
        statistics.waiting = outbox.waitingCount
        statistics.inFlight = outbox.flyingCount
        statistics.oldest = outbox.oldest.map { now - $0 } ?? .zero
        statistics.itemsHeld = work?.heldCount ?? 0
        statistics.isReadyForWork = watchdog.isUp && work.map(\.isReady) ?? false
        let snapshot = statistics
        shared.statistics.withLock { $0 = snapshot }
    }

    func report(_ event: BusEvent) { configuration.onEvent?(event) }
}

/// Holds a monitor in a dictionary, which cannot hold what is not copyable.
final class MonitorBox {
    var monitor: Monitor

    init(of socket: borrowing Socket, in context: Context) throws(ZeroMQError) {
        monitor = try Monitor(of: socket, in: context)
    }
}

/// What the bus's thread and the others have in common.
final class BusShared: Sendable {
    let commands = BoundedRing<BusCommand>(capacity: 16_384)
    let publications: BoundedRing<Publication>
    let wake = EventFD()
    let statistics = Locked(BusStatistics())

    init(publications: Int) { self.publications = BoundedRing(capacity: publications) }

    /// Hands a command over; waits where the thread is far behind, which it never is for long.
    func send(_ command: BusCommand) {
        while !commands.tryPush(command) {
            if commands.isClosed { return command.abandon() }
            sched_yield()
        }
        wake.signal()
    }
}
