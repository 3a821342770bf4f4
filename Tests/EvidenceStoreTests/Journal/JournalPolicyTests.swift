import Messages
import Testing

@testable import EvidenceStore

struct JournalPolicyTests {
    static let one = TemporaryJournal.digestOne
    static let two = TemporaryJournal.digestTwo

    @Test("a manifest replaces the one that it names, and nothing else")
    func compareAndSet() throws {
        let store = try TemporaryJournal()
        let first = store.manifest(1, digest: Self.one, previous: nil)
        let conflict = AppendResult.refused(.policyConflict, where: "data.previous")
        #expect(try store.commit(store.manifest(1, digest: Self.one, previous: Self.two)).outcomes == [conflict])
        let commit = try store.commit(first)
        #expect(commit.policyDigest == Self.one)
        #expect(try store.commit(first).outcomes == [.repeat])
        #expect(try store.commit(store.manifest(2, digest: Self.two, previous: nil)).outcomes == [conflict])
        let old = try store.commit(store.manifest(1, digest: Self.two, previous: Self.one))
        #expect(old.outcomes == [.refused(.policyConflict, where: "data.version")])
        try store.reopen()
        #expect(store.journal.policy == PolicyReference(version: 1, digest: Self.one))
        #expect(try store.commit(store.manifest(2, digest: Self.two, previous: Self.one)).policyDigest == Self.two)
    }

    @Test("a manifest names only documents that are held")
    func documents() throws {
        let store = try TemporaryJournal()
        let manifest = store.manifest(1, digest: Self.one, previous: nil, documents: ["a", "b"])
        _ = try store.commit(store.document("a", digest: "sha256:a"))
        let missing = AppendResult.refused(.unknownDocument, where: "data.documents[1]")
        #expect(try store.commit(manifest).outcomes == [missing])
        let commit = try store.commit(store.document("b", digest: "sha256:b"), manifest)
        #expect(commit.outcomes == [.recorded(seq: 2), .recorded(seq: 3)])
        let latest = try store.reader().latest(kind: .policyPublished, subject: "policy", tenant: nil)
        #expect(latest?.seq == 3)
    }

    @Test("a new policy has every resource assessed again, a window at a time, also over a restart")
    func sweep() throws {
        let store = try TemporaryJournal { $0.recheckWindow = 4 }
        _ = try store.commit(store.manifest(1, digest: Self.one, previous: nil))
        _ = try store.tick()
        for number in 0..<10 {
            let tenant = number < 6 ? "acme" : "globex"
            let item = try store.commit(store.change("b\(number)", tenant: tenant)).opened[0]
            _ = try store.commit(store.assessment(of: item, [.other(.pass)]))
        }
        let deleted = try store.commit(store.change("b0", action: .delete)).opened[0]
        _ = try store.commit(store.assessment(of: deleted, []))
        var open = try store.commit(store.manifest(2, digest: Self.two, previous: Self.one)).opened
        #expect(open.count == 4)
        var rechecked: Set<Int64> = []
        let policy = PolicyReference(version: 2, digest: Self.two)
        var rounds = 0
        while let item = open.first, rounds < 50 {
            open.removeFirst()
            #expect(item.trigger == .policy)
            #expect(item.isRecheck)
            rechecked.insert(item.lane.number)
            if rounds == 3 { try store.reopen() }
            open += try store.commit(store.assessment(of: item, [.other(.pass)], policy: policy)).opened
            open += try store.tick().opened
            #expect(store.journal.obligations.openRechecks <= 4)
            rounds += 1
        }
        #expect(rechecked.count == 9)
        #expect(store.journal.sweeps.current == nil)
        #expect(try store.reader().posture(tenant: "globex", PageRequest()).rows.map(\.policyVersion) == [2, 2, 2, 2])
    }

    @Test("an assessment by a policy that is not in force any more is followed by another")
    func stale() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.manifest(1, digest: Self.one, previous: nil))
        let item = try store.commit(store.change()).opened[0]
        _ = try store.commit(store.manifest(2, digest: Self.two, previous: Self.one))
        _ = try store.tick()
        let commit = try store.commit(store.assessment(of: item, [.other(.pass)]))
        #expect(commit.opened.map(\.trigger) == [.policy])
        #expect(commit.opened.map(\.message.id) == [item.message.id])
        let policy = PolicyReference(version: 2, digest: Self.two)
        let again = try store.commit(store.assessment(of: commit.opened[0], [.other(.pass)], policy: policy))
        #expect(again.opened.isEmpty)
    }

    @Test("everything is assessed again after the periodic interval, each time anew")
    func periodic() throws {
        let store = try TemporaryJournal { $0.periodicInterval = .seconds(100) }
        _ = try store.commit(store.manifest(1, digest: Self.one, previous: nil))
        let item = try store.commit(store.change()).opened[0]
        _ = try store.commit(store.assessment(of: item, [.other(.pass)]))
        _ = try store.tick()
        var items: Set<MessageID> = []
        for _ in 0..<3 {
            store.advance(.seconds(101))
            let opened = try store.tick().opened
            #expect(opened.map(\.trigger) == [.periodic])
            items.formUnion(opened.map(\.item))
            for item in opened { _ = try store.commit(store.assessment(of: item, [.other(.pass)])) }
            #expect(try store.tick().opened.isEmpty)
        }
        #expect(items.count == 3)
    }

    @Test("what a new policy changes is told once for each tenant, when its sweep has ended")
    func summary() throws {
        let store = try TemporaryJournal { $0.recheckWindow = 2 }
        _ = try store.commit(store.manifest(1, digest: Self.one, previous: nil))
        _ = try store.tick()
        for number in 0..<6 {
            let tenant = number < 3 ? "acme" : "globex"
            let item = try store.commit(store.change("b\(number)", tenant: tenant)).opened[0]
            _ = try store.commit(store.assessment(of: item, [.other(.pass)]))
        }
        var open = try store.commit(store.manifest(2, digest: Self.two, previous: Self.one)).opened
        let policy = PolicyReference(version: 2, digest: Self.two)
        var alerts: [RecordedMessage] = []
        var rounds = 0
        while let item = open.first, rounds < 50 {
            open.removeFirst()
            guard item.kind == .assess else { continue }
            let commit = try store.commit(store.assessment(of: item, [.fail("r2", .high)], policy: policy))
            let tick = try store.tick()
            open += commit.opened + tick.opened
            alerts += (commit.recorded + tick.recorded).filter { $0.kind == .alertRaised }
            rounds += 1
        }
        #expect(alerts.map(\.tenant) == ["acme", "globex"])
        for alert in alerts {
            let data = try ReceivedMessage(alert.bytes).decode(AlertRaised.self)
            #expect(data.summary?.reason == .policy)
            #expect(data.summary?.resources == 3)
            #expect(data.summary?.opened["high"] == 3)
            #expect(data.transitions.count == 3)
            #expect(data.resource == nil)
        }
    }
}
