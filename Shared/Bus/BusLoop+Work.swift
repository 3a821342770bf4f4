import JSON
import Messages
import Threading
import ZeroMQ

extension BusLoop {
    func readWork(now: Instant) throws {
        let position = try frames.withBytes(of: 1) { try wire.position($0) }
        guard let item = position.work else { return try readHello(now: now) }
        guard work != nil, dispatcher != nil else { return }
        statistics.itemsReceived += 1
        switch work?.receive(item.item, now: now) ?? .shed {
        case .handle:
            let workItem = WorkItem(
                position: position,
                work: item,
                bytes: frames.array(of: 2),
                replica: sender,
                receivedAt: wallClock.now(),
                receivedInstant: now
            )
            arrived.append(workItem)
        case .sendAgain(let answers):
            statistics.itemsRedelivered += 1
            send(answers, for: item.item, now: now)
        case .alreadyHeld: statistics.itemsRedelivered += 1
        case .shed: statistics.itemsShed += 1
        }
    }

    private func readHello(now: Instant) throws {
        let document = try frames.withBytes(of: 2) { try JSONDocument($0) }
        guard let epoch = document.root.member("hello")?.member("epoch")?.string else {
            throw WireReader.Unreadable(reason: "neither work nor hello")
        }
        work?.hello(epoch: epoch, now: now)
    }

    func settle(_ result: WorkResult, now: Instant) {
        guard let answers = result.answers else {
            statistics.itemsFailed += 1
            work?.failed(result.item)
            return
        }
        guard work?.answered(result.item, with: answers) == true else { return }
        statistics.itemsAnswered += 1
        send(answers, for: result.item, now: now)
    }

    private func send(_ answers: [OutgoingMessage], for item: MessageID, now: Instant) {
        for answer in answers { outbox.enqueue(answer, .answer(item: item), now: now) }
    }

    func sendHeartbeat(now: Instant) {
        guard isIngestOpen, let heartbeat = work?.heartbeat(now: now) else { return }
        var writer = JSONWriter(reservingCapacity: 256)
        heartbeat.write(to: &writer)
        do throws(ZeroMQError) {
            try ingest.send(Topic.heartbeat, more: true)
            try ingest.send(senderBytes, more: true)
            try ingest.send("-", more: true)
            try ingest.send(writer.bytes)
        } catch {
            // Only the end of the context fails here.
            return
        }
    }
}

extension ReplicaHeartbeat {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("service", service)
        writer.key("takes")
        writer.beginArray()
        for kind in takes { writer.string(kind.rawValue) }
        writer.endArray()
        writer.member("credit", credit)
        writer.member("epoch", epoch)
        writer.member("policy", policy)
        writer.member("state", state.rawValue)
        writer.key("holding")
        writer.beginArray()
        for item in holding { writer.string(item.text) }
        writer.endArray()
        writer.endObject()
    }
}
