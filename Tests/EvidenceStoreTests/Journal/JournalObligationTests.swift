import Messages
import Testing

@testable import EvidenceStore

struct JournalObligationTests {
    /// An alert that waits to be planned.
    private func alert(in store: TemporaryJournal) throws -> WorkItem {
        let item = try store.commit(store.change()).opened[0]
        return try #require(try store.commit(store.assessment(of: item, [.fail()])).opened.first)
    }

    @Test("a plan becomes one delivery for each route")
    func plan() throws {
        let store = try TemporaryJournal()
        let commit = try store.commit(store.plan(try alert(in: store), routes: "mail", "hook"))
        #expect(commit.opened.map(\.kind) == [.deliver, .deliver])
        #expect(commit.opened.map(\.route) == ["mail", "hook"])
        #expect(commit.opened.map(\.delivery) == [1, 1])
        #expect(Set(commit.opened.map(\.lane)).count == 2)
        #expect(commit.opened.allSatisfy { $0.message.kind == .notificationPlanned })
        #expect(try store.commit(store.sent(commit.opened[0])).closed == [commit.opened[0].item])
        let open = try store.reader().openWork(after: nil, limit: 10).0
        #expect(open.map(\.item) == [commit.opened[1].item])
        #expect(open.map(\.route) == ["hook"])
    }

    @Test("a failed delivery is tried again when it said, also over a restart")
    func retry() throws {
        let store = try TemporaryJournal()
        let delivery = try store.commit(store.plan(try alert(in: store), routes: "mail")).opened[0]
        let due = store.now + .seconds(30)
        let commit = try store.commit(store.failed(delivery, next: due))
        #expect(commit.opened.isEmpty)
        #expect(commit.closed == [delivery.item])
        #expect(commit.nextDue == due)
        #expect(try store.tick().opened.isEmpty)
        #expect(try store.reader().openWork(after: nil, limit: 10).0.isEmpty)
        try store.reopen()
        #expect(try store.tick().nextDue == due)
        store.advance(.seconds(30))
        let tick = try store.tick()
        #expect(tick.opened.map(\.delivery) == [2])
        #expect(tick.opened.map(\.lane) == [delivery.lane])
        #expect(tick.opened[0].item != delivery.item)
        #expect(tick.opened[0].message.id == delivery.message.id)
        #expect(tick.nextDue == nil)
    }

    @Test("a delivery that is given up is told to the operators and can be retried")
    func givenUp() throws {
        let store = try TemporaryJournal()
        let delivery = try store.commit(store.plan(try alert(in: store), routes: "mail")).opened[0]
        let commit = try store.commit(store.failed(delivery, reason: "http-410", next: nil))
        #expect(commit.kinds == [.notificationFailed, .operatorAlerted])
        let letters = try store.reader().deadLetters(PageRequest()).rows
        #expect(letters.map(\.reason) == ["http-410"])
        #expect(letters.map(\.route) == ["mail"])
        let retried = try store.commit(store.retry(delivery.item))
        #expect(retried.opened.map(\.delivery) == [2])
        #expect(try store.reader().deadLetters(PageRequest()).rows.isEmpty)
        #expect(try store.commit(store.retry(store.nextID())).outcomes == [.refused(.unknownItem, where: "data.item")])
    }

    @Test("an item that failed too often is a dead letter until it is retried or answered")
    func dead() throws {
        let store = try TemporaryJournal()
        let item = try store.commit(store.change()).opened[0]
        let notes = (1...3).map {
            AttemptNote(item: item.item, attempt: $0, replica: "r", reason: "silent", deaths: $0 - 1)
        }
        _ = try store.journal.commit([], attempts: notes, now: store.now)
        let noted = try #require(try store.reader().openWork(after: nil, limit: 1).0.first)
        #expect(noted.attempts == 3)
        #expect(noted.deaths == 2)
        let dead = DeadItem(item: item.item, attempts: 5, reason: "silent")
        let commit = try store.journal.markDead([dead, dead], now: store.now)
        #expect(commit.kinds == [.operatorAlerted])
        #expect(commit.closed == [item.item])
        #expect(try store.reader().openWork(after: nil, limit: 1).0.isEmpty)
        #expect(try store.reader().deadLetters(tenants: ["acme"], PageRequest()).rows.map(\.attempts) == [5])
        #expect(try store.reader().deadLetters(tenants: ["globex"], PageRequest()).rows.isEmpty)
        let retry = store.retry(item.item)
        let retried = try store.commit(retry)
        #expect(retried.opened.map(\.item) == [item.item])
        #expect(retried.opened.map(\.deaths) == [0])
        #expect(try store.commit(retry).outcomes == [.repeat])
        _ = try store.journal.markDead([dead], now: store.now)
        let answered = try store.commit(store.assessment(of: item, []))
        #expect(answered.recorded.count == 1)
        #expect(try store.reader().deadLetters(PageRequest()).rows.isEmpty)
    }

    @Test("open work is read oldest first, tenants in turn, until all was given")
    func openWork() throws {
        let store = try TemporaryJournal()
        for number in 0..<20 { _ = try store.commit(store.change("b\(number)")) }
        for number in 0..<3 { _ = try store.commit(store.change("b\(number)", tenant: "globex")) }
        let reader = try store.reader()
        var cursor: WorkCursor?
        var items: [WorkItem] = []
        var pages = 0
        repeat {
            let (page, next) = try reader.openWork(after: cursor, limit: 4)
            if pages == 0 { #expect(page.map(\.tenant) == ["acme", "acme", "globex", "globex"]) }
            items += page
            cursor = next
            pages += 1
        } while cursor != nil && pages < 50
        #expect(items.count == 23)
        #expect(Set(items.map(\.item)).count == 23)
        let acme = items.filter { $0.tenant == "acme" }.map(\.number)
        #expect(acme == acme.sorted())
    }

    @Test("a tenant's backlog is told to the operators once")
    func backlog() throws {
        let store = try TemporaryJournal { $0.backlogLimit = 40 }
        var told = 0
        for number in 0..<10 {
            told += try store.commit(store.change("b\(number)")).kinds.count { $0 == .operatorAlerted }
        }
        #expect(told == 1)
        #expect(store.journal.backlog()["acme"]?.changes == 10)
    }

    @Test("above so many open items a tenant's changes are put off until some are answered, others' are not")
    func backlogLimit() throws {
        let store = try TemporaryJournal { $0.backlogLimit = 4 }
        let first = (0..<4).map { store.change("b\($0)") }
        let commits = try first.map { try store.commit($0) }
        #expect(commits.flatMap(\.opened).count == 4)
        let more = store.change("b4")
        let putOff = [AppendResult.later(.backlog, .seconds(5))]
        #expect(try store.commit(more).outcomes == putOff)
        #expect(try store.commit(first[0]).outcomes == [.repeat], "what is here is not more of it")
        #expect(try store.commit(store.change("g", tenant: "globex")).opened.count == 1)
        #expect(store.journal.backlog()["acme"]?.changes == 4)
        try store.reopen()
        #expect(try store.commit(more).outcomes == putOff, "also after a restart")
        _ = try store.commit(store.assessment(of: commits[0].opened[0], []))
        #expect(try store.commit(more).opened.count == 1)
    }
}
