import Crypto
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct JournalReaderTests {
    @Test("a replay gives a kind in order, a page at a time, and the place to go on")
    func replay() throws {
        let store = try TemporaryJournal()
        for number in 0..<25 {
            let item = try store.commit(store.change("b\(number)")).opened[0]
            _ = try store.commit(store.assessment(of: item, [.other(.pass)]))
        }
        let reader = try store.reader()
        var after: Int64 = 0
        var seqs: [Int64] = []
        var sizes: [Int] = []
        repeat {
            let page = try reader.replay(kind: .configAssessed, after: after, limit: 10)
            seqs += page.messages.map(\.seq)
            sizes.append(page.messages.count)
            after = page.cursor
            if !page.hasMore { break }
        } while sizes.count < 10
        #expect(sizes == [10, 10, 5])
        #expect(seqs == (1...25).map { $0 * 2 })
        #expect(after == 50)
        #expect(try reader.replay(kind: .alertRaised, after: 0, limit: 10).cursor == 50)
        #expect(try reader.replay(kind: nil, after: 48, limit: 10).messages.map(\.seq) == [49, 50])
        #expect(try reader.replay(kind: nil, after: 0, limit: 10, maximumBytes: 1).messages.count == 1)
    }

    @Test("a replay for tenants gives theirs alone, and goes on though nothing matched")
    func tenants() throws {
        let store = try TemporaryJournal()
        for number in 0..<6 { _ = try store.commit(store.change(tenant: number == 4 ? "globex" : "acme")) }
        let reader = try store.reader()
        let page = try reader.replay(kind: .configChanged, after: 0, limit: 10, tenants: ["globex"])
        #expect(page.messages.map(\.seq) == [5])
        #expect(page.messages.map(\.previous) == [4])
        #expect(page.cursor == 6)
        let none = try reader.replay(kind: nil, after: 0, limit: 10, tenants: ["nobody"])
        #expect(none.messages.isEmpty)
        #expect(none.cursor == 6)
    }

    @Test("the latest message of a subject is found, before and after it was assessed")
    func latest() throws {
        let store = try TemporaryJournal()
        let key = TemporaryJournal.bucketKey
        let reader = try store.reader()
        func latest(_ kind: Kind) throws -> Int64? { try reader.latest(kind: kind, subject: key, tenant: "acme")?.seq }
        #expect(try latest(.configChanged) == nil)
        let first = try store.commit(store.change()).opened[0]
        #expect(try latest(.configChanged) == 1)
        _ = try store.commit(store.assessment(of: first, []))
        #expect(try latest(.configChanged) == 1)
        #expect(try latest(.configAssessed) == 2)
        store.advance(.seconds(1))
        _ = try store.commit(store.change())
        #expect(try latest(.configChanged) == 3)
        #expect(try latest(.configAssessed) == 2)
        #expect(try reader.latest(kind: .configChanged, subject: key, tenant: "globex") == nil)
    }

    @Test("a message is found by its id, of every principal that used it")
    func get() throws {
        let store = try TemporaryJournal()
        let first = store.change()
        _ = try store.commit(first, store.change(id: first.header.id, principal: "globex-ci"))
        let found = try store.reader().get(id: first.header.id)
        #expect(found.map(\.principal) == ["acme-ci", "globex-ci"])
        #expect(found[0].bytes == first.bytes)
        #expect(try store.reader().get(id: first.header.id, kind: .configAssessed).isEmpty)
    }

    @Test("findings are filtered, and paged with the most severe first")
    func findings() throws {
        let store = try TemporaryJournal()
        let severities: [Severity] = [.low, .critical, .medium, .high]
        for number in 0..<24 {
            let tenant = number < 20 ? "acme" : "globex"
            let item = try store.commit(store.change("b\(number)", tenant: tenant)).opened[0]
            _ = try store.commit(store.assessment(of: item, [.fail("r\(number % 2)", severities[number % 4])]))
        }
        let reader = try store.reader()
        var cursor: String?
        var found: [FindingRecord] = []
        repeat {
            let page = try reader.findings(FindingFilter(tenants: ["acme"]), PageRequest(cursor: cursor, limit: 7))
            found += page.rows
            cursor = page.cursor
        } while cursor != nil && found.count < 100
        #expect(found.count == 20)
        #expect(Set(found.map(\.state.finding)).count == 20)
        #expect(found.map(\.state.severity.rank) == found.map(\.state.severity.rank).sorted(by: >))
        func count(_ filter: FindingFilter) throws -> Int { try reader.findings(filter, PageRequest()).rows.count }
        #expect(try count(FindingFilter()) == 24)
        #expect(try count(FindingFilter(tenants: [])) == 0)
        #expect(try count(FindingFilter(status: [.resolved])) == 0)
        #expect(try count(FindingFilter(severity: [.critical, .low])) == 12)
        #expect(try count(FindingFilter(category: "4.1")) == 0)
        #expect(try count(FindingFilter(resourceType: "AWS::S3::Bucket")) == 24)
        #expect(try count(FindingFilter(resource: TemporaryJournal.resource("b3").key)) == 1)
        #expect(try count(FindingFilter(rule: "r0")) == 12)
        #expect(try count(FindingFilter(finding: found[0].state.finding)) == 1)
        #expect(throws: BadCursor.self) { try reader.findings(FindingFilter(), PageRequest(cursor: "x")) }
    }

    @Test("posture is paged by key and counts outcomes")
    func posture() throws {
        let store = try TemporaryJournal()
        for number in 0..<5 {
            let item = try store.commit(store.change("b\(number)")).opened[0]
            _ = try store.commit(store.assessment(of: item, [.fail("r1"), .other(.pass, "r2"), .other(.pass, "r3")]))
        }
        let reader = try store.reader()
        let first = try reader.posture(tenant: "acme", PageRequest(limit: 3))
        let second = try reader.posture(tenant: "acme", PageRequest(cursor: first.cursor, limit: 3))
        #expect(first.rows.count == 3)
        #expect(second.rows.count == 2)
        #expect(!second.hasMore)
        #expect(first.rows[0].counts == ["fail": 1, "pass": 2])
        #expect(first.rows[0].outcomes["r1"] == Outcome.fail)
        let one = try reader.posture(tenant: "acme", resource: TemporaryJournal.resource("b4").key, PageRequest())
        #expect(one.rows.map(\.resource.id) == ["b4"])
        #expect(try reader.posture(tenant: "globex", PageRequest()).rows.isEmpty)
    }

    @Test("refusals are counted by the minute and the last three hundred kept in detail")
    func refusals() throws {
        let store = try TemporaryJournal()
        func refusal(_ token: Int, _ principal: String = "acme-ci") -> Refusal {
            Refusal(
                principal: principal,
                sender: "s",
                token: String(token),
                code: .notJSON,
                place: "7",
                why: "not JSON",
                size: 3,
                hash: SHA256.hash([1]),
                at: store.now
            )
        }
        for round in 0..<15 {
            let flood = (0..<200).map { refusal(round * 200 + $0) }
            _ = try store.journal.commit([], refusals: flood, now: store.now)
        }
        _ = try store.journal.commit([], refusals: [refusal(9_999, "globex-ci")], now: store.now)
        let reader = try store.reader()
        let newest = try reader.refusals(RefusalFilter(principal: "acme-ci"), PageRequest(limit: 500))
        #expect(newest.rows.first?.token == "2999")
        #expect(newest.rows.first?.count == 3_000)
        #expect(newest.rows.first?.where == "7")
        let kept = try reader.database.first("SELECT count(*) FROM refusals") { $0.int(0) }
        #expect(kept == 301)
        #expect(try reader.refusals(RefusalFilter(token: "9999", sender: "s"), PageRequest()).rows.count == 1)
        #expect(try reader.refusals(RefusalFilter(principal: "nobody"), PageRequest()).rows.isEmpty)
    }

    @Test("the status has heads, policy, backlog and what is broken")
    func status() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.manifest(1, digest: TemporaryJournal.digestOne, previous: nil), store.change())
        let status = try store.reader().status()
        #expect(status.epoch == store.journal.epoch.description)
        #expect(status.heads == ["policy.published": 1, "config.changed": 2])
        #expect(status.policy?.version == 1)
        #expect(status.backlog == [.init(tenant: "acme", changes: 1, rechecks: 0)])
        #expect(status.damages.isEmpty)
        #expect(status.databaseBytes > 0)
    }
}
