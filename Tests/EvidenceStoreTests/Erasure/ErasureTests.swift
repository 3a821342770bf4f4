import Crypto
import EvidenceLog
import JSON
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct ErasureTests {
    @Test("erasing a tenant leaves its leaves and proofs, and nothing else that can be read")
    func everything() throws {
        let store = try filled()
        let before = try root(of: "acme", in: store)
        _ = try order(ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract"), store)
        try finish(store)
        let reader = try store.reader()
        for kind in [Kind.configChanged, .configAssessed, .findingOpened, .alertRaised] {
            let messages = try reader.replay(kind: kind, after: 0, limit: 100, tenants: ["acme"]).messages
            #expect(!messages.isEmpty)
            #expect(messages.allSatisfy { $0.isErased && !$0.isDamaged })
        }
        #expect(try reader.findings(FindingFilter(tenants: ["acme"]), PageRequest()).rows.isEmpty)
        #expect(try reader.posture(tenant: "acme", PageRequest()).rows.isEmpty)
        #expect(try root(of: "acme", in: store) == before)
        #expect(try verify(store).faults == [])
        let others = try reader.replay(kind: .configChanged, after: 0, limit: 100, tenants: ["globex"]).messages
        #expect(!others.isEmpty && others.allSatisfy { !$0.isErased })
        let said = try erased(in: store)
        #expect(said.count == 1)
        #expect(said.first?.everything == true)
        let all = try count("acme", in: store)
        #expect(said.first?.records == Int64(all))
    }

    @Test("a part is erased by class and month, and the rest is kept")
    func part() throws {
        let store = try filled()
        _ = try order(ErasureOrdered(tenant: "acme", classes: [.settings], reason: "asked for"), store)
        try finish(store)
        let reader = try store.reader()
        let changes = try reader.replay(kind: .configChanged, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(changes.allSatisfy { $0.isErased })
        let assessed = try reader.replay(kind: .configAssessed, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(!assessed.isEmpty && assessed.allSatisfy { !$0.isErased })
        #expect(try verify(store).faults == [])
    }

    @Test("what is recorded after the order is not erased by it")
    func later() throws {
        let store = try filled()
        _ = try order(ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract"), store)
        let seq = try #require(try store.commit(store.change("later", tenant: "acme")).recorded.first).seq
        try finish(store)
        #expect(try store.reader().recorded.message(seq)?.isErased == false)
        #expect(try verify(store).faults == [])
    }

    @Test("a hold on all of it refuses the order, until it is released")
    func refused() throws {
        let store = try filled()
        _ = try place(HoldPlaced(hold: "case-7", tenant: "acme", reason: "court"), store)
        let erasure = ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract")
        #expect(try order(erasure, store).outcomes == [.refused(.underHold, where: "data.tenant")])
        // Of another tenant it keeps nothing.
        let other = ErasureOrdered(tenant: "globex", everything: true, reason: "end of contract")
        #expect(try order(other, store).outcomes.count == 1)
        try finish(store)
        #expect(try erased(in: store).map(\.tenant) == ["globex"])
        _ = try release("case-7", store)
        _ = try order(erasure, store)
        try finish(store)
        #expect(try erased(in: store).map(\.tenant) == ["globex", "acme"])
    }

    @Test("a hold on a resource keeps what is about it and nothing else, until it is released")
    func resource() throws {
        let store = try filled()
        let key = TemporaryJournal.resource("b1").key
        _ = try place(HoldPlaced(hold: "case-8", tenant: "acme", resource: key, reason: "court"), store)
        _ = try order(ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract"), store)
        try finish(store)
        let reader = try store.reader()
        let changes = try reader.replay(kind: .configChanged, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(changes.count == 4)
        #expect(changes.filter { !$0.isErased }.count == 1)
        let held = try erased(in: store).first?.held ?? 0
        #expect(held >= 1)
        _ = try release("case-8", store)
        try finish(store)
        let after = try store.reader().replay(kind: .configChanged, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(after.allSatisfy { $0.isErased })
        #expect(try verify(store).faults == [])
    }

    @Test("what services say of a held resource between the order and its end is kept too, and of others it goes")
    func heldMeanwhile() throws {
        let store = try filled()
        let names = ["b1", "b2"]
        let items = try names.map { try #require(try store.commit(store.change($0, tenant: "acme")).opened.first) }
        let key = TemporaryJournal.resource("b1").key
        _ = try place(HoldPlaced(hold: "case-9", tenant: "acme", resource: key, reason: "court"), store)
        let data = ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract")
        // In one transaction, the order first.
        var batch = [store.operatorSays(.erasureOrdered, data.tenant, .erasure(data))]
        for (name, item) in zip(names, items) {
            var answer = store.assessment(of: item, [.fail()])
            let subject = TemporaryJournal.resource(name).key
            let text = #"{"id":"\#(answer.header.id)","subject":"\#(subject)","data":{}}"#
            answer.bytes = Array(text.utf8)
            batch.append(answer)
        }
        let commit = try store.journal.commit(batch, now: store.now)
        let seqs = try commit.results.dropFirst().map { result in
            guard case .recorded(let seq) = result.outcome else { throw JournalError.keyMissing(tenant: "\(result)") }
            return seq
        }
        try finish(store)
        let read = try seqs.map { try store.reader().recorded.message($0)?.isErased }
        #expect(read == [false, true])
        _ = try release("case-9", store)
        try finish(store)
        #expect(try store.reader().recorded.message(seqs[0])?.isErased == true)
        #expect(try verify(store).faults == [])
    }

    @Test("a crash at any step is gone on from, and nothing is said before it is done")
    func crash() throws {
        let store = try filled()
        _ = try order(ErasureOrdered(tenant: "acme", everything: true, reason: "end of contract"), store)
        for _ in 0..<5 {
            try store.reopen()
            store.advance(.seconds(1))
            _ = try store.tick()
        }
        try finish(store)
        #expect(try erased(in: store).count == 1)
        let kept = try store.journal.database.all("SELECT kid FROM keys WHERE tenant = 1 OR destroyed_at IS NOT NULL") {
            KeyID(bytes: $0.blob(0))
        }
        for kid in kept.compactMap(\.self) { _ = try store.journal.vault.bytes(of: kid) }
        #expect(try verify(store).faults == [])
    }

    @Test("retention erases months that are not kept any more, and says what it did")
    func retention() throws {
        let store = try filled { $0.retention.months = [.settings: 2] }
        // Three months on.
        store.advance(.seconds(86_400 * 95))
        _ = try store.commit(store.change("new", tenant: "acme"))
        try finish(store)
        let changes = try store.reader().replay(kind: .configChanged, after: 0, limit: 100, tenants: ["acme"]).messages
        #expect(changes.count == 5)
        #expect(changes.filter { !$0.isErased }.count == 1)
        let told = try store.reader().replay(kind: .retentionApplied, after: 0, limit: 10).messages
        #expect(told.count == 1)
        #expect(try verify(store).faults == [])
    }

    // MARK: Parts

    private func filled(_ configure: (inout JournalConfiguration) -> Void = { _ in }) throws -> TemporaryJournal {
        let store = try TemporaryJournal(configure)
        for tenant in ["acme", "globex"] {
            for number in 0..<4 {
                let commit = try store.commit(store.change("b\(number)", tenant: tenant))
                guard let item = commit.opened.first, number < 2 else { continue }
                _ = try store.commit(store.assessment(of: item, [.fail()]))
            }
        }
        store.advance(.seconds(2))
        _ = try store.tick()
        return store
    }

    private func finish(_ store: TemporaryJournal) throws {
        for _ in 0..<50 {
            store.advance(.seconds(1))
            _ = try store.tick()
            if store.journal.erasures.pending.isEmpty { return }
        }
        Issue.record("the erasure does not end")
    }

    private func order(_ data: ErasureOrdered, _ store: TemporaryJournal) throws -> Commit {
        try store.commit(store.operatorSays(.erasureOrdered, data.tenant, .erasure(data)))
    }

    private func place(_ data: HoldPlaced, _ store: TemporaryJournal) throws -> Commit {
        try store.commit(store.operatorSays(.holdPlaced, data.hold, .hold(data)))
    }

    private func release(_ hold: String, _ store: TemporaryJournal) throws -> Commit {
        let data = HoldReleased(hold: hold, reason: "settled")
        return try store.commit(store.operatorSays(.holdReleased, hold, .release(data)))
    }

    private func erased(in store: TemporaryJournal) throws -> [EvidenceErased] {
        try store.reader().replay(kind: .evidenceErased, after: 0, limit: 100).messages.map {
            let data = try #require(try JSONDocument($0.bytes).root.member("data"))
            return try JSONNodeDecoder().decode(EvidenceErased.self, from: data)
        }
    }

    private func count(_ tenant: String, in store: TemporaryJournal) throws -> Int {
        let tenants = store.journal.names.tenants
        return Int(tenants.size(try tenants.id(tenant)))
    }

    private func root(of tenant: String, in store: TemporaryJournal) throws -> Digest {
        let tenants = store.journal.names.tenants
        let id = try tenants.id(tenant)
        return try store.journal.logs.tree(id, size: UInt64(tenants.size(id)), last: tenants.last(id)).root
    }

    private func verify(_ store: TemporaryJournal) throws -> EvidenceVerifier.Report {
        let key = try SigningKeyFile.key(at: store.configuration.keys.signing).publicKey
        return try EvidenceVerifier(store.configuration, vault: store.journal.vault, key: key).run()
    }
}
