import Access
import Crypto
import Messages
import ServiceKit
import ZeroMQ

/// Ingest: frames → receipt, or the queue to the journal.
extension FrontLoop {
    func readIngest(_ side: FrontSide) throws(ZeroMQError) {
        for _ in 0..<configuration.ingestBurst {
            guard try side.ingest.receive(into: &frames) else { break }
            metrics.received.count(side.domain)
            take(from: side.domain)
        }
        handOver()
        try answerChecks()
    }

    private func take(from domain: AccessDomain) {
        guard frames.count == 4, !frames.isTruncated else {
            metrics.dropped.count(.frames)
            return
        }
        metrics.receivedBytes.increment(by: frames.size(of: 3))
        let connection = connection()
        if domain == .external, !admit(connection, domain) { return }
        switch decide(connection?.principal(on: domain)) {
        case .dropped(let reason):
            metrics.dropped.count(reason)
            if reason == .principal { turnAway(connection, domain, "publishes with a key that is not valid any more") }
        case .heartbeat(let report):
            metrics.heartbeats.increment()
            dispatcher.hear(report, now: now, into: &actions)
        case .checked(let answer): checkAnswers.append(answer)
        case .refused(let mark, let refusal): refuse(mark, refusal, domain, connection)
        case .accepted(let mark, let message): accept(mark, message, domain, connection)
        }
    }

    private func decide(_ principal: Principal?) -> IngestDecision {
        frames.withBytes(of: 0) { topic in
            frames.withBytes(of: 1) { sender in
                frames.withBytes(of: 2) { token in
                    frames.withBytes(of: 3) { message in
                        configuration.validator.decide(
                            topic: topic,
                            sender: sender,
                            token: token,
                            message: message,
                            principal: principal,
                            now: today
                        )
                    }
                }
            }
        }
    }

    private func accept(
        _ mark: IngestMark,
        _ message: IngestMessage,
        _ domain: AccessDomain,
        _ connection: ConnectionTable.Connection?
    ) {
        let flow = flow(of: message.header.tenant, connection)
        if domain == .external, !admit(message, mark, flow, connection) { return }
        let reply = PendingReply(mark: mark, domain: domain, kind: message.header.kind, receivedAt: now)
        let incoming = Incoming(
            bytes: message.bytes,
            header: message.header,
            facts: message.facts,
            principal: connection?.peer.principal ?? "",
            mark: mark,
            reply: replies.insert(reply),
            receivedAt: today,
            peer: connection?.peer
        )
        queue(.record(incoming), flow, domain)
    }

    /// The sender hears of it once the refusal is on disk, so that it finds it through query.
    func refuse(
        _ mark: IngestMark,
        _ refusal: IngestRefusal,
        _ domain: AccessDomain,
        _ connection: ConnectionTable.Connection?
    ) {
        let reply = PendingReply(mark: mark, domain: domain, kind: nil, receivedAt: now, refusal: refusal)
        let kept = Refusal(
            principal: connection?.peer.principal ?? "",
            address: connection?.peer.address,
            tenant: connection?.principal?.onlyTenant ?? refusal.tenant,
            sender: mark.sender.text,
            token: mark.token,
            code: refusal.code,
            place: refusal.place,
            why: refusal.why,
            size: frames.size(of: 3),
            hash: frames.withBytes(of: 3) { SHA256.hash($0) },
            at: today
        )
        queue(.refuse(kept, replies.insert(reply)), flow(of: nil, connection), domain)
        if let id = refusal.id, connection?.principal?.role.domain == .internal {
            dispatcher.refuse(id, into: &actions)
        }
    }

    private func queue(_ task: JournalTask, _ flow: Flow?, _ side: AccessDomain) {
        tasks.append(QueuedTask(task: task, flow: flow?.index ?? 0, weight: flow?.weight ?? 1, side: side))
    }

    /// Gives the burst to the journal thread; whoever has as much waiting there as he may, or finds it full, is put off.
    private func handOver() {
        guard !tasks.isEmpty else { return }
        queue.push(tasks, turnedAway: &turnedAway)
        tasks.removeAll(keepingCapacity: true)
        for task in turnedAway {
            switch task {
            case .record(let incoming): putOff(incoming)
            case .refuse(_, let handle):
                metrics.refusalsUnkept.increment()
                answerRefusal(handle)
            case .note, .bury, .report, .say: unsent.append(task)
            }
        }
        turnedAway.removeAll(keepingCapacity: true)
    }

    private func putOff(_ incoming: Incoming) {
        guard let reply = replies.remove(incoming.reply) else { return }
        let code = queue.isClosed ? LaterCode.starting : .busy
        metrics.later.count(code)
        receipts.add(
            .later,
            id: incoming.header.id,
            code: code.rawValue,
            retryAfter: .milliseconds(500),
            to: reply.mark,
            reply.domain
        )
    }

    func answerRefusal(_ handle: ReplyHandle) {
        guard let reply = replies.remove(handle), let refusal = reply.refusal else { return }
        metrics.refused.count(refusal.code)
        receipts.add(.refused, id: refusal.id, code: refusal.code.rawValue, to: reply.mark, reply.domain)
    }
}
