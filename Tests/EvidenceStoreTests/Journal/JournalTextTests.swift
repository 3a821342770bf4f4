import Crypto
import Messages
import Testing

@testable import EvidenceStore

/// Texts from outside with what a database might not take; PostgreSQL has no NUL in a text.
struct JournalTextTests {
    @Test(
        "a text that is stored as it came in may hold anything",
        arguments: ["a\u{0}b", "\u{0}", "\u{2400}", "a\u{10FFFF}b", "it's \"quoted\" \\ $1 ?1"]
    )
    func stored(text: String) throws {
        let store = try TemporaryJournal()
        var known: [MessageID: Incoming] = [:]
        func commit(_ incoming: Incoming) throws -> Commit {
            known[incoming.header.id] = incoming
            return try store.commit(incoming)
        }
        let policy = PolicyReference(version: 1, digest: "1" + text)
        #expect(try commit(store.document(text, digest: text)).outcomes == [.recorded(seq: 1)])
        #expect(try commit(store.document(text, digest: text)).outcomes == [.recorded(seq: 2)])
        #expect(try commit(store.manifest(1, digest: policy.digest, previous: nil)).outcomes == [.recorded(seq: 3)])
        let change = store.change(text, source: text)
        let item = try commit(change).opened[0]
        let answer = try commit(store.assessment(of: item, [.fail(text, value: text)], policy: policy))
        let plan = try #require(answer.opened.first { $0.kind == .plan })
        let delivery = try commit(store.plan(plan, routes: text)).opened[0]
        _ = try commit(store.failed(delivery, reason: text, next: nil))
        let refusal = Refusal(
            principal: "acme-ci",
            sender: text,
            token: text,
            code: .notJSON,
            place: text,
            why: text,
            size: 1,
            hash: SHA256.hash(change.bytes),
            at: store.now
        )
        _ = try store.journal.commit([], refusals: [refusal], now: store.now)
        let dead = try commit(store.change(text + "2")).opened[0]
        _ = try store.journal.markDead([DeadItem(item: dead.item, attempts: 5, reason: text)], now: store.now)

        try store.reopen()
        #expect(try store.verifyAll() == [])
        #expect(try store.differences(known) == [])
        let reader = try store.reader()
        #expect(try reader.findings(FindingFilter(rule: text), PageRequest()).rows.count == 1)
        #expect(try reader.get(id: change.header.id).map(\.bytes) == [change.bytes])
    }
}
