import JSON
import Messages
import Threading

@testable import Bus

/// Items: taken, worked on, answered, and what is done outside on the way.
extension ClientRun {
    func take(_ frame: StoreRun.Frame, now: Instant) throws {
        var wire = WireReader()
        let position = try wire.position(JSONDocument(frame.position).root)
        guard let given = position.work else {
            let hello = try JSONDocument(frame.body).root.member("hello")?.member("epoch")?.string
            if let hello { _ = work?.hello(epoch: hello, now: now) }
            return
        }
        switch work?.receive(given.item, now: now) {
        case .handle: try begin(position, given, frame.body, now: now)
        case .sendAgain(let answers): send(answers, for: given.item, now: now)
        case .shed, .alreadyHeld, nil: break
        }
    }

    private func begin(_ position: Position, _ given: Position.Work, _ bytes: [UInt8], now: Instant) throws {
        let item = Bus.WorkItem(
            position: position,
            work: given,
            bytes: bytes,
            replica: sender,
            receivedAt: WallTime(milliseconds: World.wall(now).milliseconds),
            receivedInstant: now
        )
        if case .assess = process.job {
            try world.plan.reach(.checkerBeforeEvaluating)
            if world.poisonKills, try CheckerWork(item).isPoison {
                world.poisonDeaths += 1
                throw Crash()
            }
        } else {
            try world.plan.reach(.notifierBeforeEffect)
        }
        // Now and then longer than the store waits, so that heartbeats must ask for more time.
        busy.append((now + world.delay(world.chance(0.01) ? 3_000...9_000 : 1...60), item))
    }

    func finishWork(now: Instant) throws {
        let finished = busy.filter { $0.until <= now }
        busy.removeAll { $0.until <= now }
        for (_, item) in finished {
            if world.chance(0.01) {
                work?.failed(item.item)
                continue
            }
            let answer = try answer(to: item, now: now)
            if work?.answered(item.item, with: [answer]) == true { send([answer], for: item.item, now: now) }
        }
    }

    private func answer(to item: Bus.WorkItem, now: Instant) throws -> OutgoingMessage {
        let wall = World.wall(now)
        switch item.work.kind {
        case .assess:
            let policy = policy ?? PolicyReference(version: 0, digest: "none")
            let answer = try CheckerWork(item).answer(to: item, policy: policy, finishedAt: wall)
            try world.plan.reach(.checkerAfterEvaluating)
            return answer
        case .plan: return try NotifierWork(item).plan(finishedAt: wall)
        case .deliver: return try deliver(NotifierWork(item), finishedAt: wall)
        }
    }

    private func deliver(_ delivery: NotifierWork, finishedAt wall: Timestamp) throws -> OutgoingMessage {
        let isFresh = world.mutation == .freshOutsideId
        let outsideId = isFresh ? "\(world.random.next())" : delivery.outsideId
        let place = Receivers.Place(alert: delivery.alert, route: delivery.route)
        let answer = world.receivers.deliver(place, outsideId: outsideId, chance: world.random.next())
        world.chronicle.note("\(process.name) delivers \(place.alert)/\(place.route): \(answer)")
        try world.plan.reach(.notifierAfterEffect)
        return switch answer {
        case .taken: try delivery.sent(outsideId, finishedAt: wall)
        case .later: try delivery.failed(outsideId, next: wall + .milliseconds(700), finishedAt: wall)
        case .never: try delivery.failed(outsideId, next: nil, finishedAt: wall)
        }
    }

    private func send(_ answers: [OutgoingMessage], for item: MessageID, now: Instant) {
        for answer in answers { outbox.enqueue(answer, .answer(item), now: now) }
    }
}
