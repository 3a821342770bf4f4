import Messages
import Threading

@testable import EvidenceStore

/// Work to replicas.
extension StoreRun {
    func hear(_ report: ReplicaReport, now: Instant) {
        world.witness.heard(report)
        let isGenerous = world.mutation == .noCredit
        let heard = ReplicaReport(
            sender: report.sender,
            service: report.service,
            takes: report.takes,
            credit: isGenerous ? report.credit * 4 : report.credit,
            epoch: report.epoch,
            policy: report.policy,
            isDraining: report.isDraining,
            holding: report.holding,
            isStopped: report.isStopped
        )
        dispatcher.hear(heard, now: now.nanoseconds, into: &actions)
    }

    func giveOutWork(now: Instant) {
        dispatcher.dispatch(now: now.nanoseconds, into: &actions)
        for action in actions { perform(action) }
        actions.removeAll()
        if wantedPage == nil { wantedPage = dispatcher.wantedPage() }
    }

    private func perform(_ action: DispatchAction<WorkItem>) {
        switch action {
        case .hello(let sender, let takes):
            let hello = writer.hello(epoch: epoch, takes: takes)
            publish(Topic.work(sender.text), writer.position(Position(epoch: epoch)), hello)
        case .send(let sender, let item, let attempt): send(item.payload, to: sender, attempt: attempt)
        case .failed(let item, let sender, let attempt, let deaths, let reason):
            world.chronicle.note("\(item) failed on \(sender.text.prefix(4)): \(reason), \(deaths) deaths")
            world.witness.ended(item)
            tasks.append(
                .note(
                    AttemptNote(
                        item: item,
                        attempt: attempt,
                        replica: sender.text,
                        reason: reason.rawValue,
                        deaths: deaths
                    )
                )
            )
        case .dead(let item, let attempts, let reason):
            world.chronicle.note("\(item.id) is dead after \(attempts) attempts")
            world.witness.ended(item.id)
            tasks.append(.bury(DeadItem(item: item.id, attempts: attempts, reason: reason.rawValue)))
        }
    }

    private func send(_ item: WorkItem, to sender: SenderID, attempt: Int) {
        if world.mutation == .noRedelivery, !world.givenOnce.insert(item.item).inserted { return }
        world.chronicle.note("\(item.kind) \(item.item) to \(sender.text.prefix(4)), attempt \(attempt)")
        world.witness.sent(item, to: sender, attempt: attempt)
        let message = item.message
        var position = Position(
            epoch: epoch,
            seq: message.seq,
            recordedAt: message.recordedAt,
            principal: message.principal
        )
        position.work = Position.Work(
            kind: item.kind,
            item: item.item,
            trigger: item.trigger,
            attempt: attempt,
            route: item.route,
            delivery: item.delivery
        )
        publish(Topic.work(sender.text), writer.position(position), message.bytes)
    }

    func refill(_ items: [WorkItem], next: WorkCursor?) {
        guard let kind = wantedPage?.kind else { return }
        wantedPage = nil
        dispatcher.refill(kind, items.map(dispatchItem), next: next)
    }

    func refillFailed() {
        guard let kind = wantedPage?.kind else { return }
        wantedPage = nil
        dispatcher.refillFailed(kind)
    }

    func dispatchItem(_ work: WorkItem) -> DispatchItem<WorkItem> {
        guard world.mutation == .noLaneExclusivity else { return DispatchItem(work) }
        return DispatchItem(
            id: work.item,
            kind: work.kind,
            lane: Lane(kind: work.kind, number: work.number),
            tenant: work.tenant,
            number: work.number,
            priority: work.isRecheck ? .recheck : .change,
            attempt: work.attempts + 1,
            deaths: work.deaths,
            size: work.message.bytes.count,
            payload: work
        )
    }
}
