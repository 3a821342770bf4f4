import JSON
import Messages
import Threading
import ZeroMQ

/// Messages read from the feed before the loop looks at anything else.
private let messagesPerRound = 512

extension BusLoop {
    func readFeed() throws(ZeroMQError) {
        let now = clock.now()
        for _ in 0..<messagesPerRound {
            guard try feed.receive(into: &frames) else { break }
            guard frames.count == 3, !frames.isTruncated else {
                unreadable("feed", "a message of \(frames.count) frames")
                continue
            }
            do { try readFeedMessage(now: now) } catch { unreadable(frames.text(of: 0) ?? "feed", "\(error)") }
        }
        if !arrived.isEmpty {
            dispatcher?.dispatch(arrived)
            arrived.removeAll(keepingCapacity: true)
        }
    }

    private func readFeedMessage(now: Instant) throws {
        if frames.frame(0, equals: "store/") { return try heard(now: now) }
        if isTopic(receiptTopic) { return try readReceipts(now: now) }
        if isTopic(workTopic) { return try readWork(now: now) }
        try readStream()
    }

    private func isTopic(_ topic: [UInt8]) -> Bool { frames.withBytes(of: 0) { $0.elementsEqual(topic) } }

    private func heard(now: Instant) throws {
        let document = try frames.withBytes(of: 2) { try JSONDocument($0) }
        let heartbeat = try JSONNodeDecoder().decode(StoreHeartbeat.self, from: document.root)
        let isNew = heartbeat.epoch != statistics.epoch
        if watchdog.heard(now: now) || isNew {
            statistics.epoch = heartbeat.epoch
            report(.connected(epoch: heartbeat.epoch))
            noteStore()
            outbox.linkRestored(now: now)
            queries.linkRestored(now: now)
        }
        statistics.storePolicy = heartbeat.policy
        if work?.heard(storeEpoch: heartbeat.epoch) == true { report(.workOffered) }
        if configuration.side == .internal { checkStreams(heartbeat) }
    }

    private func noteStore() {
        candidates.heard()
        guard followed != endpoints else { return }
        if followed != nil { statistics.storeChanges += 1 }
        followed = endpoints
        statistics.store = endpoints.query
        if configuration.stores.count > 1 { report(.following(endpoint: endpoints.query)) }
    }

    private func checkStreams(_ heartbeat: StoreHeartbeat) {
        for (id, stream) in streams {
            let head = heartbeat.heads?[stream.buffer.kind.rawValue]
            let before = stream.core.gaps
            let isWhole = streams[id]?.core.heartbeat(epoch: heartbeat.epoch, head: head) ?? true
            countGaps(id, since: before)
            if isWhole { continue }
            streams[id] = nil
            stream.buffer.finish(.journalWentBack(kind: stream.buffer.kind))
        }
    }

    private func readStream() throws {
        let topic = frames.text(of: 0) ?? ""
        let affected = streams.filter { Topic.log($0.value.buffer.kind) == topic }
        guard !affected.isEmpty else { return }
        let message = FeedMessage(
            position: try frames.withBytes(of: 1) { try wire.position($0) },
            bytes: frames.array(of: 2)
        )
        for (id, stream) in affected {
            streams[id]?.core.live(message, into: &given)
            countGaps(id, since: stream.core.gaps)
            giveTo(stream.buffer)
        }
    }

    func countGaps(_ id: Int, since before: Int) {
        guard let stream = streams[id], stream.core.gaps > before else { return }
        statistics.gaps += stream.core.gaps - before
        report(.gap(kind: stream.buffer.kind))
    }

    func giveTo(_ buffer: StreamBuffer) {
        guard !given.isEmpty else { return }
        statistics.streamed += given.count
        buffer.append(given)
        given.removeAll(keepingCapacity: true)
    }

    func unreadable(_ topic: String, _ reason: String) {
        statistics.unreadable += 1
        report(.unreadable(topic: topic, reason: reason))
    }
}
