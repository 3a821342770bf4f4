import Messages
import Threading

/// Puts one kind's messages before a reader, each once and in order, from what arrives live and what is asked for again.
///
/// Every live message names the one before it (`previous`), and heartbeats name the last one, so no hole stays unseen;
/// a hole is filled by query `replay`. Does neither I/O nor time. Source: PROTOCOL.md, section 6.
struct StreamCore: Sendable {
    struct Limits: Sendable {
        /// Messages given to the reader that it has not taken; beyond, live ones are dropped and asked for again later.
        var room = 2_048
        /// Live messages kept while a replay is on its way.
        var held = 1_024
        /// Messages per page of a replay.
        var page = 500
        /// How long the store may hold a replay back until there is something, where nothing arrives live.
        var longPoll: Duration = .seconds(25)
        /// The pause after a replay that failed.
        var retry: Duration = .milliseconds(250)
    }

    /// A page to ask for with query `replay`.
    struct Replay: Sendable, Equatable {
        let after: Int64
        let limit: Int
        let wait: Duration
    }

    private enum Phase: Sendable {
        /// Something is missing and must be asked for.
        case behind
        /// A replay was asked for.
        case asking
        /// Everything up to `last` was given; live messages continue there.
        case live
    }

    let kind: Kind
    private let isLive: Bool
    private let limits: Limits
    private var phase = Phase.behind
    /// Everything up to this number was given or is known to be of other kinds.
    private(set) var last: Int64
    private var lastGiven: Int64 = 0
    /// The epoch whose store gave it, and the last that an earlier one gave.
    private var givenEpoch = ""
    private var lastGivenEarlier: Int64 = 0
    private var epoch = ""
    /// Epochs that another followed: an old link may still bring their heartbeats.
    private var ended: Set<String> = []
    private var room: Int
    private var held: [FeedMessage] = []
    private var heldOverflowed = false
    /// What the last heartbeat claimed to be the last number; claimed twice without the message, it was lost.
    private var claimedHead: Int64 = 0
    private var notBefore = Instant(nanoseconds: 0)
    private var caughtUp = false
    /// Times that a hole was found.
    private(set) var gaps = 0

    /// - Parameter isLive: whether the feed carries `log/`; external ones do not, so the stream is a long poll.
    init(kind: Kind, after: Int64, isLive: Bool, limits: Limits = Limits()) {
        self.kind = kind
        self.isLive = isLive
        self.limits = limits
        last = after
        room = limits.room
    }

    /// When to look again without anything else happening.
    var nextWake: Instant? { phase == .behind && room >= wantedRoom ? notBefore : nil }

    /// Half a page at least, so that a slow reader does not cause a query per message.
    private var wantedRoom: Int { min(limits.page, limits.room) / 2 }

    /// The replay to ask for now, if one is needed and there is room for what it brings.
    mutating func takeReplay(now: Instant) -> Replay? {
        guard phase == .behind, room >= max(1, wantedRoom), now >= notBefore else { return nil }
        phase = .asking
        return Replay(
            after: last,
            limit: min(limits.page, room),
            wait: !isLive && caughtUp ? limits.longPoll : .zero
        )
    }

    /// Takes a page of a replay and appends what the reader gets.
    mutating func page(_ messages: [FeedMessage], cursor: Int64, more: Bool, into out: inout [FeedMessage]) {
        guard phase == .asking else { return }
        for message in messages where message.seq > last { give(message, &out) }
        last = max(last, cursor)
        caughtUp = !more
        phase = .behind
        guard !more, isLive, !heldOverflowed else {
            heldOverflowed = false
            return
        }
        phase = .live
        let pending = held
        held.removeAll(keepingCapacity: true)
        for message in pending { live(message, into: &out) }
    }

    /// The replay failed; it is asked for again after a pause.
    mutating func replayFailed(now: Instant) {
        guard phase == .asking else { return }
        phase = .behind
        notBefore = now + limits.retry
    }

    /// Takes a message of the feed and appends what the reader gets.
    mutating func live(_ message: FeedMessage, into out: inout [FeedMessage]) {
        guard message.seq > last else { return }
        guard phase == .live else { return hold(message) }
        if (message.position.previous ?? 0) <= last, room > 0 { return give(message, &out) }
        if room > 0 { gaps += 1 }
        phase = .behind
        hold(message)
    }

    /// Takes a heartbeat; says `false` when the journal is shorter than what the reader already got.
    ///
    /// Such a journal was restored from a copy, and whatever the reader built from it must be built anew.
    mutating func heartbeat(epoch: String, head: Int64?) -> Bool {
        guard !ended.contains(epoch) else { return true }
        if epoch != self.epoch {
            // A replay is read from the journal, and may be ahead of a heartbeat of the same epoch.
            let given = epoch == givenEpoch ? lastGivenEarlier : lastGiven
            if let head, !self.epoch.isEmpty, head < given { return false }
            if !self.epoch.isEmpty { ended.insert(self.epoch) }
            self.epoch = epoch
            claimedHead = 0
            if phase == .live { phase = .behind }
            return true
        }
        if phase == .live, last < claimedHead {
            gaps += 1
            phase = .behind
        }
        claimedHead = head ?? 0
        return true
    }

    /// The reader took this many messages.
    mutating func consumed(_ count: Int) { room += count }

    private mutating func give(_ message: FeedMessage, _ out: inout [FeedMessage]) {
        out.append(message)
        last = message.seq
        if message.position.epoch != givenEpoch {
            givenEpoch = message.position.epoch
            lastGivenEarlier = lastGiven
        }
        lastGiven = message.seq
        room -= 1
    }

    private mutating func hold(_ message: FeedMessage) {
        guard held.count < limits.held else {
            held.removeAll()
            heldOverflowed = true
            return
        }
        if !heldOverflowed { held.append(message) }
    }
}
