import JSON
import Messages
import Threading
import ZeroMQ

extension BusLoop {
    func readWork(now: Instant) throws {
        let position = try frames.withBytes(of: 1) { try wire.position($0) }
        if let check = position.check { return take(check, now: now) }
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

    /// A check that finds the queue full is dropped: the store gives it to another replica.
    private func take(_ check: Position.Check, now: Instant) {
        let wait = Duration.milliseconds(min(max(check.milliseconds, 0), 300_000))
        let item = CheckItem(id: check.id, deadline: now + wait, bytes: frames.array(of: 2))
        if checks?.tryPush(item) != true { statistics.checksShed += 1 }
    }

    /// Without outbox and receipt: whoever asked asks again, and until then waits for nothing older than his question.
    func sendCheckAnswer(_ answer: [UInt8]) {
        guard isIngestOpen else { return }
        statistics.checksAnswered += 1
        try? send(Topic.checkAnswer, answer)
    }

    private func readHello(now: Instant) throws {
        let document = try frames.withBytes(of: 2) { try JSONDocument($0) }
        guard let hello = document.root.member("hello"), let epoch = hello.member("epoch")?.string else {
            throw WireReader.Unreadable(reason: "neither work nor hello")
        }
        let given = hello.member("takes")?.elements.compactMap { $0.string.flatMap(WorkKind.init(rawValue:)) }
        guard work?.hello(epoch: epoch, given: given, now: now) == true else { return }
        report(.workAnswered(refused: work?.refused ?? []))
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
        send(heartbeat)
    }

    /// Hands what is still held back to the store, behind the answers that were sent; lost on the way it is missed after a second.
    func sendFarewell() {
        guard isIngestOpen, let farewell = work?.farewell() else { return }
        send(farewell)
    }

    private func send(_ heartbeat: ReplicaHeartbeat) {
        var writer = JSONWriter(reservingCapacity: 256)
        heartbeat.write(to: &writer)
        // Only the end of the context fails here.
        try? send(Topic.heartbeat, writer.bytes)
    }

    /// Sends what gets no receipt.
    private func send(_ topic: String, _ message: [UInt8]) throws(ZeroMQError) {
        try ingest.send(topic, more: true)
        try ingest.send(senderBytes, more: true)
        try ingest.send("-", more: true)
        try ingest.send(message)
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
        writer.member("checks", checks)
        writer.endObject()
    }
}
