import Access
import JSON
import Messages
import ServiceKit
import ZeroMQ

/// Query: authorised here for every request, answered by the reader threads.
extension FrontLoop {
    func readQueries(_ side: FrontSide) throws(ZeroMQError) {
        for _ in 0..<configuration.queryBurst {
            guard try side.query.receive(into: &frames) else { return }
            guard frames.count == 2, !frames.isTruncated else { continue }
            let peer = frames.array(of: 0)
            do throws(QueryRefusal) {
                try ask(authorise(side.domain), from: peer, side)
            } catch {
                metrics.queryErrors.count(error.code)
                note(error, side.domain)
                try send(QueryReply(refusal: error), to: peer, side.domain)
            }
        }
    }

    /// What somebody asked that he may not know, for the record; mistakes of form are none of it.
    private func note(_ refusal: QueryRefusal, _ domain: AccessDomain) {
        guard refusal.code == .tenantNotAllowed || refusal.code == .operationNotAllowed else { return }
        turnAway(connection(), domain, "asks: \(refusal.code.rawValue)")
    }

    private func authorise(_ domain: AccessDomain) throws(QueryRefusal) -> AuthorisedQuery {
        let connection = connection()
        guard let principal = connection?.principal(on: domain) else {
            throw QueryRefusal(id: "", code: .operationNotAllowed, message: "this key is not allowed any more")
        }
        var query = try frames.withBytes(of: 1) { (bytes) throws(QueryRefusal) -> AuthorisedQuery in
            try QueryAuthoriser().authorise(bytes, principal: principal, list: principals)
        }
        query.key = connection.map { String($0.userID.key) } ?? ""
        if query.request.op == .export { query.address = frames.peerAddress }
        return query
    }

    private func ask(_ query: AuthorisedQuery, from peer: [UInt8], _ side: FrontSide) throws(QueryRefusal) {
        let request = query.request
        metrics.queries.count(request.op)
        let deadline = now + .milliseconds(Int(request.deadlineMilliseconds ?? 10_000))
        let wait = Nanoseconds.milliseconds(Int(request.waitMilliseconds ?? 0))
        let flows = try admit(query, connection())
        let pending = PendingQuery(
            query: query,
            domain: side.domain,
            peer: peer,
            deadline: max(deadline, now + wait),
            waitUntil: now + wait,
            receivedAt: now,
            flows: flows
        )
        do throws(QueryRefusal) {
            if request.op == .check { return try open(pending) }
            guard readers.push(.query(pending)) else {
                throw QueryRefusal(id: request.id, code: .busy, message: "too many questions wait, ask again")
            }
        } catch {
            closeQueries(flows)
            throw error
        }
    }

    func take(_ answers: [ReadAnswer]) throws(ZeroMQError) {
        for answer in answers {
            switch answer {
            case .reply(let pending, let reply): try finish(pending, reply)
            case .nothing(var pending, let after, let reply):
                pending.query.request.after = after
                pending.emptyReply = reply
                let isNew = (heads[pending.query.kind?.rawValue ?? ""] ?? heads.values.max() ?? 0) > after
                if isNew, pending.waitUntil > now, readers.push(.query(pending)) { continue }
                if pending.waitUntil <= now || !waiting.add(pending) { try finish(pending, reply) }
            case .refill(let kind, let items, let next):
                dispatcher.refill(kind, items.map(DispatchItem.init), next: next)
            case .refillFailed(let kind): dispatcher.refillFailed(kind)
            case .profiles(let profiles, let next):
                for profile in profiles { learn(profile) }
                profilesWanted = next
            case .profilesFailed(let after): profilesWanted = after
            }
        }
    }

    func finish(_ pending: PendingQuery, _ reply: QueryReply) throws(ZeroMQError) {
        closeQueries(pending.flows)
        metrics.querySeconds.observe(Double(now - pending.receivedAt) * 1e-9)
        var reply = reply
        if !mayHear(pending) {
            reply = pending.refusal(.operationNotAllowed, "this key is not allowed any more")
        }
        if let code = reply.error { metrics.queryErrors.count(code) }
        try send(reply, to: pending.peer, pending.domain)
    }

    func wakeReplays(for recorded: [RecordedMessage]) {
        guard waiting.count > 0, !recorded.isEmpty else { return }
        for pending in waiting.wake(for: Set(recorded.map(\.kind))) where !readers.push(.query(pending)) {
            _ = waiting.add(pending)
        }
    }

    func expireReplays() throws(ZeroMQError) {
        for pending in waiting.expire(now: now) {
            if let reply = pending.emptyReply { try finish(pending, reply) }
        }
    }

    /// A reply that the peer's queue has no room for is lost, as the protocol says; the peer asks again.
    private func send(_ reply: QueryReply, to peer: [UInt8], _ domain: AccessDomain) throws(ZeroMQError) {
        let socket = side(domain)
        do throws(ZeroMQError) {
            try socket.query.send(parts: [peer] + reply.frames)
        } catch  where error.code == ZeroMQError.EHOSTUNREACH {
            return
        }
    }
}
