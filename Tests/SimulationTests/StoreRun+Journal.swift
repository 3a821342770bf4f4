import JSON
import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// What the journal thread does, and what becomes of it on the socket thread.
extension StoreRun {
    /// Commits what is queued; the socket thread hears of it later.
    func journalTurn(now: Instant) throws {
        let isDiskFull = now < diskFullUntil
        if isDiskFull { world.plan.journal.arm((.chained, .diskFull("a test's disk"))) }
        defer { if isDiskFull { world.plan.journal.arm(nil) } }
        try commit(now: now)
        try bury(now: now)
    }

    private func commit(now: Instant) throws {
        var batch: [Incoming] = []
        for task in tasks {
            switch task {
            case .record(let incoming): batch.append(incoming)
            case .note(let note): notes.append(note)
            case .bury(let item): dead.append(item)
            case .refuse, .report, .say: break
            }
        }
        tasks.removeAll()
        guard !batch.isEmpty || !notes.isEmpty else { return }
        try world.plan.reach(.storeBeforeCommit)
        do throws(JournalError) {
            let commit = try journal.commit(batch, attempts: notes, now: World.wall(now))
            notes.removeAll()
            deliver(commit)
        } catch {
            try fail(error)
            let retry = AppendResult.later(.diskFull, .seconds(1))
            let results = batch.map { Commit.Result(reply: $0.reply, id: $0.header.id, outcome: retry) }
            notices.append(CommitNotice(commit: Commit(results: results)))
        }
    }

    private func bury(now: Instant) throws {
        do throws(JournalError) {
            if !dead.isEmpty {
                let commit = try journal.markDead(dead, now: World.wall(now))
                dead.removeAll()
                deliver(commit)
            }
            deliver(try journal.tick(now: World.wall(now)))
        } catch {
            try fail(error)
        }
    }

    private func deliver(_ commit: Commit) {
        guard !commit.isEmpty else { return }
        world.witness.committed(commit)
        world.chronicle.note("commit \(commit.recorded.map { "\($0.seq):\($0.kind.rawValue)" })")
        notices.append(CommitNotice(commit: commit))
    }

    private func fail(_ error: JournalError) throws {
        if case .fault = error {
            world.plan.strike()
            throw Crash()
        }
        guard error.isTemporary else { throw error }
    }

    func take(_ notice: CommitNotice) {
        let commit = notice.commit
        for result in commit.results { answer(result) }
        for message in commit.recorded {
            heads[message.kind.rawValue] = message.seq
            publish(Topic.log(message.kind), writer.position(message.position(in: epoch)), message.bytes)
        }
        if let digest = commit.policyDigest { dispatcher.setPolicy(digest) }
        for item in commit.closed { end(item) }
        dispatcher.offer(commit.opened.map(dispatchItem))
    }

    private func answer(_ result: Commit.Result) {
        guard let reply = replies.remove(result.reply), let kind = reply.kind else { return }
        let (mark, domain) = (reply.mark, reply.domain)
        switch result.outcome {
        case .recorded, .repeat:
            let status: Receipt.Status = result.outcome == .repeat ? .repeat : .recorded
            receipts.add(status, id: result.id, to: mark, domain)
            if kind.isAnswer { end(result.id) }
        case .refused(let code, let place):
            world.chronicle.violate("the journal refused \(kind.rawValue): \(code) \(place ?? "")")
            receipts.add(.refused, id: result.id, code: code.rawValue, to: mark, domain)
            if kind.isAnswer { dispatcher.refuse(result.id, into: &actions) }
        case .later(let code, let delay):
            receipts.add(.later, id: result.id, code: code.rawValue, retryAfter: delay, to: mark, domain)
        }
    }

    private func end(_ item: MessageID) {
        dispatcher.end(item)
        world.witness.ended(item)
    }

    /// Answers query `replay`.
    func replay(_ question: [UInt8]) throws -> [[UInt8]] {
        let request = try JSONNodeDecoder().decode(QueryRequest.self, from: JSONDocument(question).root)
        let kind = request.kind.flatMap(Kind.init(rawValue:))
        let page = try reader.replay(kind: kind, after: request.after ?? 0, limit: request.limit ?? 500)
        let header = QueryReplyHeader(
            id: request.id,
            status: .ok,
            cursor: String(page.cursor),
            more: page.hasMore,
            count: page.messages.count
        )
        return EvidenceStore.QueryReply(header: header, messages: page.messages, epoch: epoch).frames
    }
}
