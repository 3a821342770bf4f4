import Foundation
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct RebuildTests {
    /// Everything that makes a row: changes, answers, rechecks, summaries, deliveries, dead letters, policies.
    private static func scenario(_ store: TemporaryJournal) throws -> [MessageID: Incoming] {
        var known: [MessageID: Incoming] = [:]
        func commit(_ batch: Incoming...) throws -> Commit {
            for incoming in batch { known[incoming.header.id] = incoming }
            return try store.journal.commit(batch, now: store.now)
        }
        let one = TemporaryJournal.digestOne
        _ = try commit(store.manifest(1, digest: one, previous: nil))
        let policy = PolicyReference(version: 1, digest: one)
        for name in ["a", "b", "c"] {
            store.advance(.seconds(1))
            let action: ChangeAction = name == "c" ? .snapshot : .update
            let item = try commit(store.change(name, tenant: name == "b" ? "globex" : "acme", action: action)).opened[0]
            let answer = try commit(store.assessment(of: item, [.fail(), .fail("r2", .low)], policy: policy))
            guard let plan = answer.opened.first(where: { $0.kind == .plan }) else { continue }
            let planned = try commit(store.plan(plan, routes: "mail", "hook"))
            _ = try commit(store.sent(planned.opened[0]))
            _ = try commit(store.failed(planned.opened[1], next: name == "a" ? store.now + .seconds(5) : nil))
        }
        let dead = try commit(store.change("dead")).opened[0]
        _ = try store.journal.markDead([DeadItem(item: dead.item, attempts: 5, reason: "silent")], now: store.now)
        store.advance(.seconds(60))
        let due = try store.tick()
        for item in due.opened where item.kind == .deliver { _ = try commit(store.sent(item)) }
        _ = try commit(store.manifest(2, digest: TemporaryJournal.digestTwo, previous: one))
        let next = PolicyReference(version: 2, digest: TemporaryJournal.digestTwo)
        // One of the rechecks stays unanswered.
        for item in try store.tick().opened.filter(\.isRecheck).dropLast() {
            _ = try commit(store.assessment(of: item, [.other(.pass), .fail("r2", .high)], policy: next))
        }
        _ = try commit(store.retry(dead.item))
        return known
    }

    @Test("what was made message by message is what a rebuild makes")
    func equal() throws {
        let store = try TemporaryJournal()
        let known = try Self.scenario(store)
        #expect(try store.differences(known) == [])
    }

    @Test(
        "a row that was changed, taken out or put in is named",
        arguments: [
            ("UPDATE changes SET version = 7 WHERE seq = (SELECT min(seq) FROM changes)", "changes"),
            ("UPDATE resources SET type = type + 1 WHERE id = (SELECT min(id) FROM resources)", "resources"),
            ("UPDATE resources SET sealed = (SELECT sealed FROM findings ORDER BY id DESC LIMIT 1)", "resources"),
            ("DELETE FROM posture WHERE resource = (SELECT min(resource) FROM posture)", "posture"),
            (
                "UPDATE posture SET sealed = zeroblob(50) WHERE resource = (SELECT min(resource) FROM posture)",
                "posture"
            ),
            ("UPDATE findings SET status = 3 - status WHERE id = (SELECT max(id) FROM findings)", "findings"),
            ("UPDATE findings SET alert = NULL WHERE id = (SELECT min(id) FROM findings)", "findings"),
            ("UPDATE obligations SET state = 1 WHERE id = (SELECT min(id) FROM obligations)", "obligations"),
            ("DELETE FROM obligations WHERE kind = 3", "obligations"),
            ("UPDATE latest SET seq = seq + 1 WHERE seq = (SELECT max(seq) FROM latest)", "latest"),
            ("DELETE FROM policies WHERE version = 1", "policies"),
            ("INSERT INTO documents VALUES ('x', 'rules', 'd', '1', 1)", "documents"),
            ("UPDATE dead_letters SET sealed = zeroblob(40)", "dead_letters"),
            ("UPDATE dead_letters SET attempts = 1 + attempts", "dead_letters"),
            ("UPDATE routes SET sealed = zeroblob(40)", "routes"), ("DELETE FROM sources", "sources"),
            ("UPDATE rules SET tenant = tenant + 1", "rules"),
        ]
    )
    func altered(_ change: (sql: String, table: String)) throws {
        let store = try TemporaryJournal()
        let known = try Self.scenario(store)
        try store.alter(change.sql)
        let found = try store.differences(known)
        #expect(!found.isEmpty)
        #expect(found.contains { $0.hasPrefix(change.table + " ") })
    }

    @Test("a rebuild into place mends every table and keeps what follows from no message")
    func replaced() throws {
        let store = try TemporaryJournal()
        let known = try Self.scenario(store)
        let reader = try store.reader()
        let findings = try reader.findings(FindingFilter(), PageRequest()).rows
        let open = store.journal.backlog()
        try store.journal.database.execute(
            """
            DELETE FROM findings; DELETE FROM posture; DELETE FROM latest; UPDATE resources SET type = 1;
            UPDATE obligations SET state = 2 WHERE trigger = 1; DELETE FROM dead_letters; DELETE FROM changes;
            """
        )
        store.close()
        #expect(try Rebuild.replaceTables(of: store.configuration, read: TemporaryJournal.reading(known)) == [])
        try store.reopen()
        #expect(try store.differences(known) == [])
        #expect(try store.reader().findings(FindingFilter(), PageRequest()).rows == findings)
        #expect(store.journal.backlog() == open)
    }

    @Test("a running store is not rebuilt")
    func locked() throws {
        let store = try TemporaryJournal()
        #expect(throws: JournalError.locked(directory: store.configuration.directory)) {
            try Rebuild.replaceTables(of: store.configuration)
        }
    }

    @Test(
        "rebuild and replay cope with messages of which only the header is left",
        arguments: [[KeyKind.settings], [.verdicts], [.notices], [.settings, .verdicts, .notices]]
    )
    func holes(_ erased: [KeyKind]) throws {
        let store = try TemporaryJournal()
        let known = try Self.scenario(store)
        let before = try store.reader().findings(FindingFilter(), PageRequest()).rows
        try erase(erased, "acme", store)
        let differences = try store.differences(known)
        #expect(differences == [])
        #expect(try store.reader().findings(FindingFilter(), PageRequest()).rows == before)
        let page = try store.reader().replay(kind: nil, after: 0, limit: 1_000)
        #expect(page.messages.filter(\.isErased).count > 0)
        store.close()
        let objections = try Rebuild.replaceTables(of: store.configuration, read: TemporaryJournal.reading(known))
        #expect(objections == [])
        try store.reopen()
        #expect(try store.reader().findings(FindingFilter(), PageRequest()).rows == before)
    }

    @Test("of a tenant without keys nothing is given, and nothing fails")
    func erasedTenant() throws {
        let store = try TemporaryJournal()
        _ = try Self.scenario(store)
        try erase([.settings, .verdicts, .notices, .operations, .index], "acme", store)
        try store.reopen()
        let reader = try store.reader()
        let all = try reader.findings(FindingFilter(), PageRequest()).rows
        let ofRule = try reader.findings(FindingFilter(rule: "r1"), PageRequest()).rows
        let letters = try reader.deadLetters(PageRequest()).rows
        let work = try reader.openWork(after: nil, limit: 100).0
        #expect(Set(all.map(\.tenant)) == ["globex"])
        #expect(Set(ofRule.map(\.tenant)) == ["globex"])
        #expect(try reader.posture(tenant: "acme", PageRequest()).rows.isEmpty)
        #expect(Set(letters.map(\.tenant)).isSubset(of: ["globex"]))
        #expect(Set(work.map(\.tenant)).isSubset(of: ["globex"]))
        #expect(try reader.latest(kind: .configChanged, subject: "x", tenant: "acme") == nil)
        store.advance(.seconds(4_000))
        _ = try store.tick()
    }

    enum KeyKind: Int64 {
        case settings = 1
        case verdicts = 2
        case notices = 3
        case operations = 4
        case index = 16
    }

    /// Destroys keys of a tenant as retention does, while the store runs.
    private func erase(_ kinds: [KeyKind], _ tenant: String, _ store: TemporaryJournal) throws {
        let list = kinds.map { String($0.rawValue) }.joined(separator: ",")
        let ids = try store.journal.database.all(
            """
            SELECT kid FROM keys WHERE tenant = (SELECT id FROM tenants WHERE name = ?1) AND purpose IN (\(list))
            """,
            tenant
        ) { $0.blob(0) }
        try store.journal.vault.destroy(ids.compactMap { KeyID(bytes: $0) })
        store.forgetReader()
    }
}
