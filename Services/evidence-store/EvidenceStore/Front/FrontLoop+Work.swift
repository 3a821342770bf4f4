import Messages
import ServiceKit
import Synchronization
import ZeroMQ

/// Work to replicas, heartbeats to everybody, and what connections say.
extension FrontLoop {
    func giveOutWork() throws(ZeroMQError) {
        if !resubscribing.isWaiting(now: now) { dispatcher.dispatch(now: now, into: &actions) }
        for action in actions { try perform(action) }
        actions.removeAll(keepingCapacity: true)
        if !unsent.isEmpty, queue.push(own: unsent) { unsent.removeAll() }
        while let page = dispatcher.wantedPage() {
            guard readers.push(.refill(page.kind, after: page.after, limit: page.limit)) else {
                dispatcher.refillFailed(page.kind)
                break
            }
        }
    }

    private func perform(_ action: DispatchAction<WorkItem>) throws(ZeroMQError) {
        switch action {
        case .hello(let sender, let takes):
            let position = writer.position(Position(epoch: epoch))
            try `internal`.publish(Topic.work(sender.text), position, writer.hello(epoch: epoch, takes: takes))
        case .send(let sender, let item, let attempt):
            metrics.workSent.count(item.kind)
            let position = writer.position(item.payload.position(in: epoch, attempt: attempt))
            try `internal`.publish(Topic.work(sender.text), position, item.payload.message.bytes)
        case .failed(let item, let sender, let attempt, let deaths, let reason):
            metrics.workFailed.count(reason)
            let note = AttemptNote(
                item: item,
                attempt: attempt,
                replica: sender.text,
                reason: reason.rawValue,
                deaths: deaths
            )
            unsent.append(.note(note))
        case .dead(let item, let attempts, let reason):
            metrics.workDead.count(item.kind)
            unsent.append(.bury(DeadItem(item: item.id, attempts: attempts, reason: reason.rawValue)))
        }
    }

    /// Says that the store lives; a store whose lease may be another's by now is silent, so that clients look for that one.
    func sendHeartbeats() throws(ZeroMQError) {
        let renewed = state.leaseRenewed.load(ordering: .relaxed)
        if renewed < now, now - renewed > .milliseconds(Int(JournalOwnership.leaseSeconds * 1_000)) { return }
        let position = writer.position(Position(epoch: epoch))
        let inside = writer.heartbeat(epoch: epoch, time: today, heads: heads, policy: dispatcher.policy)
        let outside = writer.heartbeat(epoch: epoch, time: today, heads: nil, policy: nil)
        try `internal`.publish(Topic.store, position, inside)
        try external.publish(Topic.store, position, outside)
    }

    func readSubscriptions() throws(ZeroMQError) {
        for _ in 0..<256 {
            guard try `internal`.feed.receive(into: &frames) else { break }
            guard frames.count == 1 else { continue }
            frames.withBytes(of: 0) { frame in
                logs.take(frame)
                resubscribing.take(frame)
            }
        }
        for _ in 0..<256 {
            guard try external.feed.receive(into: &frames) else { break }
        }
    }

    func readMonitors() throws(ZeroMQError) {
        try readMonitors(of: `internal`)
        try readMonitors(of: external)
    }

    func readMonitors(of side: FrontSide) throws(ZeroMQError) {
        var events: [MonitorEvent] = []
        try side.readMonitors { events.append($0) }
        for event in events {
            switch event.kind {
            case .accepted: metrics.connections.increment()
            case .disconnected: metrics.disconnections.count(side.domain)
            case .acceptFailed: metrics.connectionTrouble.count(.acceptFailed)
            case .handshakeFailedProtocol:
                metrics.connectionTrouble.count(.handshakeProtocol)
                note(failedHandshake: event, side.domain)
            case .handshakeFailedAuth: metrics.connectionTrouble.count(.handshakeAuth)
            case .handshakeFailedNoDetail: metrics.connectionTrouble.count(.handshakeOther)
            default: break
            }
        }
    }

    func publishSnapshot() {
        let snapshot = FrontSnapshot(
            replicas: dispatcher.replicas.compactMap { $0?.status },
            openItems: dispatcher.window.count,
            openBytes: dispatcher.window.bytes,
            itemsOut: dispatcher.outCount,
            windowIsPartial: dispatcher.isPartial,
            pendingReplies: replies.count,
            waitingReplays: waiting.count,
            openChecks: desk.count,
            heads: heads,
            policy: dispatcher.policy,
            keysInSeveralPlaces: connections.keysInSeveralPlaces
        )
        state.front.withLock { $0 = snapshot }
    }
}

extension Replica {
    fileprivate var status: ReplicaStatus {
        ReplicaStatus(
            sender: sender.text,
            service: service,
            isReady: !ready.isEmpty,
            isDraining: isDraining,
            credit: credit,
            out: out.count,
            policy: policy
        )
    }
}

extension DispatchItem<WorkItem> {
    /// An obligation as the dispatcher sees it.
    init(_ work: WorkItem) {
        self.init(
            id: work.item,
            kind: work.kind,
            lane: work.lane,
            tenant: work.tenant,
            number: work.number,
            priority: work.isRecheck ? .recheck : .change,
            attempt: work.attempts + 1,
            deaths: work.deaths,
            size: work.message.bytes.count + 512,
            payload: work
        )
    }
}

extension WorkItem {
    fileprivate func position(in epoch: String, attempt: Int) -> Position {
        var position = Position(
            epoch: epoch,
            seq: message.seq,
            recordedAt: message.recordedAt,
            principal: message.principal
        )
        position.work = Position.Work(
            kind: kind,
            item: item,
            trigger: trigger,
            attempt: attempt,
            route: route,
            delivery: delivery
        )
        return position
    }
}
