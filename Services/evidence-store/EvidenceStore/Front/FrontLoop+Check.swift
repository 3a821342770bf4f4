import Access
import JSON
import Messages
import ServiceKit
import ZeroMQ

/// Planned changes: from query to a checker and back, without the journal.
///
/// The store has no rules and keeps none; a checker has them, and only connects. So the store passes the question on, as it
/// passes on work, and nothing is written. Source: Shared/decisions/0007-planned-changes-pass-through.md.
extension FrontLoop {
    func open(_ pending: PendingQuery) throws(QueryRefusal) {
        let request = pending.query.request
        let task = CheckTask(tenant: request.tenant ?? "", changes: request.changes ?? [], whole: request.whole)
        let asker = CheckDesk<PendingQuery>.Asker(
            peer: pending.peer,
            mark: request.id,
            isInternal: pending.domain == .internal
        )
        // Asked again it is the one check, whose answer is the one answer.
        guard !desk.contains(asker) else { return closeQueries(pending.flows) }
        var kept = pending
        kept.query.request.changes = nil
        var writer = JSONWriter(reservingCapacity: 4_096)
        guard (try? JSONTreeEncoder().encode(task, into: &writer)) != nil else {
            throw QueryRefusal(id: request.id, code: .badRequest, message: "the changes cannot be written again")
        }
        let isOpen = desk.open(
            asker,
            tenant: task.tenant,
            task: writer.bytes,
            payload: kept,
            deadline: pending.deadline,
            now: now
        )
        guard isOpen else {
            throw QueryRefusal(id: request.id, code: .busy, message: "too many checks wait, ask again")
        }
    }

    func giveOutChecks() throws(ZeroMQError) {
        guard desk.count > 0 else { return }
        for given in desk.give(to: dispatcher.checkers, now: now) {
            let position = Position(
                epoch: epoch,
                check: Position.Check(id: given.id, milliseconds: given.milliseconds)
            )
            try `internal`.publish(Topic.work(given.sender.text), writer.position(position), given.task)
        }
    }

    /// Passes on what checkers answered in this turn.
    func answerChecks() throws(ZeroMQError) {
        guard !checkAnswers.isEmpty else { return }
        defer { checkAnswers.removeAll(keepingCapacity: true) }
        for answer in checkAnswers {
            guard let pending = desk.close(answer.check) else { continue }
            let id = pending.query.request.id
            if let body = answer.body {
                try finish(pending, QueryReply(header: QueryReplyHeader(id: id, status: .ok), body: body))
            } else {
                let message = answer.message ?? "the checker could not check it"
                try finish(
                    pending,
                    QueryReply(refusal: QueryRefusal(id: id, code: answer.code ?? .internal, message: message))
                )
            }
        }
    }

    func expireChecks() throws(ZeroMQError) {
        guard desk.count > 0 else { return }
        for (pending, failure) in desk.expire(now: now, checkers: dispatcher.checkers) {
            try finish(pending, pending.refusal(failure.code, failure.words))
        }
    }
}

extension CheckDesk.Failure {
    fileprivate var code: QueryErrorCode {
        switch self {
        case .unavailable: .unavailable
        case .deadline: .deadline
        case .failed: .internal
        }
    }

    fileprivate var words: String {
        switch self {
        case .unavailable: "no checker is ready: none is connected, or none has the policy in force yet"
        case .deadline: "the deadline passed before a checker answered"
        case .failed: "the checkers that were asked ended before they answered"
        }
    }
}
