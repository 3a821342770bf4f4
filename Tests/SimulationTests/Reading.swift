import JSON
import Messages
import Threading

@testable import Bus

/// One stream of a process, with its questions and a reader that is sometimes slow.
struct Reading {
    let kind: Kind
    var core: StreamCore
    private var queries: QueryCore<Void>
    private var unread: [FeedMessage] = []
    private var wire = WireReader()
    private var asked = 0
    private let isBlind: Bool
    private let seed: UInt64

    init(_ kind: Kind, after: Int64, isLive: Bool, isBlind: Bool, seed: UInt64) {
        self.kind = kind
        self.isBlind = isBlind
        self.seed = seed
        queries = QueryCore(seed: seed)
        // Small enough that readers fall behind.
        let limits = StreamCore.Limits(room: 40, held: 20, page: 25, longPoll: .milliseconds(200))
        core = StreamCore(kind: kind, after: after, isLive: isLive, limits: limits)
    }

    mutating func linkRestored(now: Instant) { queries.linkRestored(now: now) }

    mutating func live(_ frame: StoreRun.Frame) throws {
        var position = try wire.position(JSONDocument(frame.position).root)
        // As a reader that takes whatever comes.
        if isBlind { position.previous = 0 }
        core.live(FeedMessage(position: position, bytes: frame.body), into: &unread)
    }

    /// False where the journal is shorter than what was read.
    mutating func heard(_ heartbeat: StoreHeartbeat) -> Bool {
        isBlind || core.heartbeat(epoch: heartbeat.epoch, head: heartbeat.heads?[kind.rawValue])
    }

    mutating func reply(_ frames: [[UInt8]]) throws {
        let header = try JSONNodeDecoder().decode(QueryReplyHeader.self, from: JSONDocument(frames[0]).root)
        guard queries.answered(header.id) != nil else { return }
        let messages = try stride(from: 1, to: frames.count, by: 2).map { index in
            FeedMessage(position: try wire.position(JSONDocument(frames[index]).root), bytes: frames[index + 1])
        }
        let cursor = header.cursor.flatMap { Int64($0) } ?? 0
        core.page(messages, cursor: cursor, more: header.more ?? false, into: &unread)
    }

    /// What the reader takes now.
    mutating func take(random: inout Jitter) -> [FeedMessage] {
        guard !unread.isEmpty, random.next() % 4 != 0 else { return [] }
        let taken = Array(unread.prefix(Int(random.next() % 30)))
        unread.removeFirst(taken.count)
        core.consumed(taken.count)
        return taken
    }

    /// The questions to send now.
    mutating func questions(isUp: Bool, now: Instant) throws -> [[UInt8]] {
        for _ in queries.takeExpired(now: now) { core.replayFailed(now: now) }
        if isUp, let replay = core.takeReplay(now: now) {
            asked += 1
            var request = QueryRequest(id: "q-\(seed)-\(asked)", op: .replay)
            request.kind = kind.rawValue
            request.after = replay.after
            request.limit = replay.limit
            let deadline = now + .seconds(3)
            let bytes = try JSONTreeEncoder().encode(request)
            queries.ask(request.id, bytes, (), patience: .zero, deadline: deadline, now: now)
        }
        var sends: [[UInt8]] = []
        queries.takeSends(now: now, into: &sends)
        return sends
    }
}
