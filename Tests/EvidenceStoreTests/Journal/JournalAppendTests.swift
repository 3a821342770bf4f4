import Messages
import Testing

@testable import EvidenceStore

struct JournalAppendTests {
    @Test("a change is numbered, recorded and given out to be assessed")
    func change() throws {
        let store = try TemporaryJournal()
        let first = store.change(body: #"{"a":1}"#)
        let commit = try store.commit(first, store.change("other", tenant: "globex"), store.change("other"))
        #expect(commit.outcomes == [.recorded(seq: 1), .recorded(seq: 2), .recorded(seq: 3)])
        #expect(commit.recorded.map(\.previous) == [0, 1, 2])
        #expect(commit.recorded.map(\.index) == [0, 0, 1])
        #expect(commit.recorded[0].bytes == first.bytes)
        #expect(commit.opened.map(\.kind) == [.assess, .assess, .assess])
        #expect(commit.opened.map(\.tenant) == ["acme", "globex", "acme"])
        #expect(Set(commit.opened.map(\.lane)).count == 3)
        #expect(commit.opened[0].trigger == .change)
        #expect(
            commit.opened[0].item
                == DerivedID.item(cause: first.header.id, recordedAt: store.now, kind: .assess, trigger: .change)
        )
        #expect(store.journal.heads()[.configChanged] == 3)
    }

    struct KnownID: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isSameBatch: Bool
        var principal = "acme-ci"
        var body = "{}"
        var expected: AppendResult
    }

    static let repeats = [
        KnownID(testDescription: "same content, later", isSameBatch: false, expected: .repeat),
        KnownID(testDescription: "same content, same batch", isSameBatch: true, expected: .repeat),
        KnownID(
            testDescription: "other content, later",
            isSameBatch: false,
            body: "[]",
            expected: .refused(.idConflict, where: "id")
        ),
        KnownID(
            testDescription: "other content, same batch",
            isSameBatch: true,
            body: "[]",
            expected: .refused(.idConflict, where: "id")
        ),
        KnownID(
            testDescription: "another principal's",
            isSameBatch: true,
            principal: "globex-ci",
            body: "[]",
            expected: .recorded(seq: 2)
        ),
    ]

    @Test("a known id is a repeat or a conflict by its content", arguments: JournalAppendTests.repeats)
    func known(row: KnownID) throws {
        let store = try TemporaryJournal()
        let first = store.change()
        let second = store.change(id: first.header.id, body: row.body, principal: row.principal)
        if row.isSameBatch {
            #expect(try store.commit(first, second).outcomes == [.recorded(seq: 1), row.expected])
        } else {
            _ = try store.commit(first)
            try store.reopen()
            #expect(try store.commit(second).outcomes == [row.expected])
        }
        #expect(try store.commit(store.change()).recorded.count == 1)
    }

    @Test("two principals' changes with one id become two items")
    func sharedID() throws {
        let store = try TemporaryJournal()
        let first = store.change()
        let second = store.change(id: first.header.id, principal: "globex-ci")
        let commit = try store.commit(first, second)
        #expect(Set(commit.opened.map(\.item)).count == 2)
    }

    @Test("only the first answer to an item counts, whatever later ones say")
    func answers() throws {
        let store = try TemporaryJournal()
        let item = try store.commit(store.change()).opened[0]
        let first = store.assessment(of: item, [.other(.pass)])
        let second = store.assessment(of: item, [.fail()])
        let commit = try store.commit(first, second)
        #expect(commit.outcomes == [.recorded(seq: 2), .repeat])
        #expect(commit.closed == [item.item])
        try store.reopen()
        #expect(try store.commit(second).outcomes == [.repeat])
    }

    @Test("an answer to what was never given out is refused")
    func unknownItem() throws {
        let store = try TemporaryJournal()
        var item = try store.commit(store.change()).opened[0]
        #expect(try store.commit(store.plan(item, routes: "mail")).outcomes == [.refused(.unknownItem, where: "id")])
        item.tenant = "globex"
        let foreign = try store.commit(store.assessment(of: item, []))
        #expect(foreign.outcomes == [.refused(.tenantNotAllowed, where: "tenant")])
        item.item = store.nextID()
        #expect(try store.commit(store.assessment(of: item, [])).outcomes == [.refused(.unknownItem, where: "id")])
        #expect(foreign.recorded.isEmpty)
    }

    @Test("numbers, heads and indices go on after a restart, in a new epoch")
    func restart() throws {
        let store = try TemporaryJournal()
        let epoch = store.journal.epoch
        _ = try store.commit(store.change(), store.change())
        try store.reopen()
        let commit = try store.commit(store.change())
        #expect(commit.recorded.map(\.seq) == [3])
        #expect(commit.recorded.map(\.previous) == [2])
        #expect(commit.recorded.map(\.index) == [2])
        #expect(store.journal.epoch.counter == epoch.counter + 1)
        #expect(store.journal.epoch.random != epoch.random)
    }

    @Test("a second store cannot open the directory", .inFiles)
    func locked() throws {
        let store = try TemporaryJournal()
        #expect(throws: JournalError.locked(directory: store.directory)) {
            _ = try Journal(configuration: store.configuration, now: store.now)
        }
    }
}
