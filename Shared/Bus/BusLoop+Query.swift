import JSON
import Messages
import Threading
import ZeroMQ

/// How long a replay that a stream asked for may take, besides what the store waits by itself.
private let replayTime: Duration = .seconds(5)

extension BusLoop {
    /// Puts a question under an id of this client's own, which is all that its caller's id was for.
    func ask(_ request: QueryRequest, _ mark: QueryMark, deadline: Instant, now: Instant) {
        var request = request
        nextQuery += 1
        request.id = "q-\(nextQuery)"
        request.deadlineMilliseconds = Int64((deadline - now).pollMilliseconds)
        do {
            var writer = JSONWriter(reservingCapacity: 256)
            try JSONTreeEncoder().encode(request, into: &writer)
            let patience = Duration.milliseconds(request.waitMilliseconds ?? 0)
            queries.ask(request.id, writer.bytes, mark, patience: patience, deadline: deadline, now: now)
        } catch {
            if case .caller(let tell) = mark { tell(.failure(.unreadable("\(error)"))) }
        }
    }

    func sendQueries(now: Instant) {
        for mark in queries.takeExpired(now: now) {
            switch mark {
            case .caller(let tell):
                statistics.queryTimeouts += 1
                tell(.failure(.timedOut))
            case .replay(let id): streams[id]?.core.replayFailed(now: now)
            }
        }
        queries.takeSends(now: now, into: &querySends)
        for request in querySends {
            // A full queue drops the question; it is asked again.
            _ = try? querySocket.send(request)
        }
        querySends.removeAll(keepingCapacity: true)
    }

    func askForReplays(now: Instant) {
        for id in streams.keys {
            guard watchdog.isUp, let replay = streams[id]?.core.takeReplay(now: now), let stream = streams[id] else {
                continue
            }
            statistics.replays += 1
            var request = QueryRequest(id: "", op: .replay)
            request.kind = stream.buffer.kind.rawValue
            request.after = replay.after
            request.limit = replay.limit
            if replay.wait > .zero { request.waitMilliseconds = Int64(replay.wait.pollMilliseconds) }
            ask(request, .replay(stream: id), deadline: now + replay.wait + replayTime, now: now)
        }
    }

    func readQuery() throws(ZeroMQError) {
        let now = clock.now()
        while try querySocket.receive(into: &replyFrames) {
            do { try readReply(now: now) } catch { unreadable("query", "\(error)") }
        }
    }

    private func readReply(now: Instant) throws {
        let document = try replyFrames.withBytes(of: 0) { bytes in
            try JSONDocument(bytes, limits: JSONLimits(maximumBytes: 64 << 20))
        }
        let header = try JSONNodeDecoder().decode(QueryReplyHeader.self, from: document.root)
        if header.status == .error, header.code == .busy || header.code == .rateLimited {
            let pause = header.retryAfterMilliseconds.map { Duration.milliseconds($0) }
            return queries.busy(header.id, retryAfter: pause, now: now)
        }
        guard let mark = queries.answered(header.id) else { return }
        let messages = Result { try readMessages() }
        switch mark {
        case .caller(let tell): tell(Self.result(header, document, messages))
        case .replay(let id): readPage(id, header, messages, now: now)
        }
    }

    private static func result(
        _ header: QueryReplyHeader,
        _ document: JSONDocument,
        _ messages: Result<[FeedMessage], any Error>
    ) -> Result<QueryReply, BusError> {
        if header.status == .error {
            return .failure(.query(header.code ?? .internal, message: header.message ?? ""))
        }
        switch messages {
        case .success(let messages):
            return .success(QueryReply(header: header, body: document.root.member("body"), messages: messages))
        case .failure(let error): return .failure(.unreadable("\(error)"))
        }
    }

    private func readMessages() throws -> [FeedMessage] {
        guard !replyFrames.isTruncated, replyFrames.count % 2 == 1 else {
            throw WireReader.Unreadable(reason: "an answer of \(replyFrames.count) frames")
        }
        return try stride(from: 1, to: replyFrames.count, by: 2).map { index in
            FeedMessage(
                position: try replyFrames.withBytes(of: index) { try wire.position($0) },
                bytes: replyFrames.array(of: index + 1)
            )
        }
    }

    private func readPage(
        _ id: Int,
        _ header: QueryReplyHeader,
        _ messages: Result<[FeedMessage], any Error>,
        now: Instant
    ) {
        guard let stream = streams[id] else { return }
        guard header.status == .ok, case .success(let messages) = messages else {
            unreadable("replay", header.message ?? "a page that cannot be read")
            streams[id]?.core.replayFailed(now: now)
            return
        }
        let cursor = header.cursor.flatMap { Int64($0) } ?? messages.last?.seq ?? 0
        streams[id]?.core.page(messages, cursor: cursor, more: header.more ?? false, into: &given)
        countGaps(id, since: stream.core.gaps)
        giveTo(stream.buffer)
    }
}
