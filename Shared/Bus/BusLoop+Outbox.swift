import JSON
import Messages
import Threading
import ZeroMQ

extension BusLoop {
    func sendOutbox(now: Instant) {
        guard isSendingPossible else { return }
        outbox.takeSends(now: now, into: &sends)
        guard !sends.isEmpty else { return }
        for send in sends {
            statistics.sent += 1
            if send.isRepeat { statistics.sentAgain += 1 }
            do throws(ZeroMQError) {
                try ingest.send(topic(of: send.message.kind), more: true)
                try ingest.send(senderBytes, more: true)
                try ingest.send(String(send.token), more: true)
                try ingest.send(send.message.bytes)
            } catch {
                // Only the end of the context fails here; the outbox still holds the message.
                break
            }
        }
        sends.removeAll(keepingCapacity: true)
    }

    private func topic(of kind: Kind) -> [UInt8] {
        if let topic = topics[kind] { return topic }
        let topic = Array(Topic.ingest(kind).utf8)
        topics[kind] = topic
        return topic
    }

    func readReceipts(now: Instant) throws {
        let document = try frames.withBytes(of: 2) { try JSONDocument($0) }
        guard let receipts = document.root.member("receipts") else {
            throw WireReader.Unreadable(reason: "no receipts")
        }
        for node in receipts.elements {
            guard let receipt = WireReceipt(node) else {
                unreadable("receipt/", "a receipt that is not ours")
                continue
            }
            settle(receipt, now: now)
        }
    }

    private func settle(_ receipt: WireReceipt, now: Instant) {
        switch outbox.receive(receipt.token, receipt.status, retryAfter: receipt.retryAfter, now: now) {
        case .held(let entry):
            if receipt.status == .recorded { statistics.recorded += 1 } else { statistics.repeats += 1 }
            tell(entry.mark, receipt.status == .recorded ? .recorded : .repeat)
        case .refused(let entry):
            statistics.refused += 1
            let code = receipt.code ?? ""
            if case .answer = entry.mark { report(.answerRefused(kind: entry.message.kind, code: code)) }
            tell(entry.mark, .refused(code: code))
        case .postponed: statistics.postponed += 1
        case .unknown: break
        }
    }

    func tell(_ mark: OutboxMark, _ outcome: PublishOutcome) {
        switch mark {
        case .publication(let publication, let index): publication.onOutcome(index, outcome)
        case .answer(let item): work?.receipted(item)
        }
    }
}
