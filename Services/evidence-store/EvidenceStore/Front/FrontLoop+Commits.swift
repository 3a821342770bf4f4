import JSON
import Messages
import ServiceKit
import ZeroMQ

/// What is on disk: receipts, the log streams, new and ended work.
extension FrontLoop {
    func take(_ notices: [CommitNotice]) throws(ZeroMQError) {
        for notice in notices {
            let commit = notice.commit
            if !commit.results.isEmpty {
                metrics.commitSize.observe(Double(commit.results.count))
            }
            for result in commit.results { answer(result) }
            for handle in notice.refused { answerRefusal(handle) }
            for message in commit.recorded { try publish(message) }
            if let digest = commit.policyDigest { dispatcher.setPolicy(digest) }
            for item in commit.closed { end(item) }
            dispatcher.offer(commit.opened.map(DispatchItem.init))
            wakeReplays(for: commit.recorded)
        }
    }

    private func answer(_ result: Commit.Result) {
        guard let reply = replies.remove(result.reply), let kind = reply.kind else { return }
        let (mark, domain) = (reply.mark, reply.domain)
        switch result.outcome {
        case .recorded:
            metrics.recorded.count(kind)
            metrics.ingestToCommit.observe(Double(now - reply.receivedAt) * 1e-9)
            receipts.add(.recorded, id: result.id, to: mark, domain)
            if kind.isAnswer { end(result.id) }
        case .repeat:
            metrics.repeats.count(kind)
            receipts.add(.repeat, id: result.id, to: mark, domain)
            if kind.isAnswer { end(result.id) }
        case .refused(let code, _):
            metrics.refused.count(code)
            receipts.add(.refused, id: result.id, code: code.rawValue, to: mark, domain)
            if kind.isAnswer { dispatcher.refuse(result.id, into: &actions) }
        case .later(let code, let delay):
            metrics.later.count(code)
            receipts.add(.later, id: result.id, code: code.rawValue, retryAfter: delay, to: mark, domain)
        }
    }

    private func end(_ item: MessageID) {
        guard let work = dispatcher.end(item)?.payload, !work.isRecheck, work.delivery ?? 1 == 1 else { return }
        metrics.commitToAnswer[work.kind]?.observe(today - work.message.recordedAt)
    }

    /// Publishes a recorded message on `log/<kind>/`, if somebody listens.
    private func publish(_ message: RecordedMessage) throws(ZeroMQError) {
        heads[message.kind.rawValue] = message.seq
        learnProfile(of: message)
        guard logs.contains(message.kind) else { return }
        metrics.logMessages.increment()
        let position = writer.position(message.position(in: epoch))
        try `internal`.publish(Topic.log(message.kind), position, message.bytes)
    }

    func sendReceipts() throws(ZeroMQError) {
        guard !receipts.isEmpty else { return }
        let position = writer.position(Position(epoch: epoch))
        var failure: ZeroMQError?
        receipts.finish { batch in
            metrics.receiptMessages.increment()
            do throws(ZeroMQError) {
                try side(batch.domain).publish(Topic.receipt(batch.sender.text), position, batch.writer.bytes)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
