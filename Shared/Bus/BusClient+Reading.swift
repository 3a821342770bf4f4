public import Messages
import Threading

extension BusClient {
    /// Follows one kind from the message after number `seq`: what is recorded, then what comes, each once and in order.
    ///
    /// On the external side it is a long poll, with what this principal may read.
    public func follow(_ kind: Kind, after seq: Int64 = 0) -> MessageStream {
        let buffer = newStream(kind)
        send(.follow(buffer, after: seq))
        return MessageStream(buffer) { [weak self] in self?.send($0) }
    }

    /// Asks the store and returns one page; repeats the question until an answer comes or `limit` passes.
    ///
    /// - Throws: ``BusError/query(_:message:)`` where the store will not answer, ``BusError/timedOut``, ``BusError/stopped``.
    public func query(_ request: QueryRequest, within limit: Duration = .seconds(5)) async throws(BusError)
        -> QueryReply
    {
        let deadline = MonotonicClock.system.now() + limit
        let result: Result<QueryReply, BusError> = await withCheckedContinuation { continuation in
            send(.query(request, deadline: deadline) { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    /// Asks for page after page until the last; `limit` is for each.
    public func queryAll(_ request: QueryRequest, within limit: Duration = .seconds(5)) async throws(BusError)
        -> [QueryReply]
    {
        var request = request
        var pages: [QueryReply] = []
        while true {
            let page = try await query(request, within: limit)
            pages.append(page)
            guard let next = page.next else { return pages }
            if request.op == .replay { request.after = Int64(next) } else { request.cursor = next }
        }
    }
}
