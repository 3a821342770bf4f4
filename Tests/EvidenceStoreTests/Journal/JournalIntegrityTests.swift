import Messages
import SQL
import Testing

@testable import EvidenceStore

struct JournalIntegrityTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        var expected: Set<Damage>
    }

    static let rows = [
        Row(
            testDescription: "a byte of a payload",
            sql: TemporaryJournal.changingByte(of: 4),
            expected: [Damage(seq: 4, what: .payload)]
        ),
        Row(
            testDescription: "a payload with its hash",
            sql: "UPDATE messages SET content_hash = zeroblob(32) WHERE seq = 4",
            expected: [
                Damage(seq: 4, what: .payload), Damage(seq: 4, what: .header), Damage(seq: 4, what: .chain),
            ]
        ),
        Row(
            testDescription: "a payload with another's",
            sql: "UPDATE messages SET sealed = (SELECT sealed FROM messages WHERE seq = 5) WHERE seq = 4",
            expected: [Damage(seq: 4, what: .payload)]
        ),
        Row(
            testDescription: "who said it",
            sql: "UPDATE messages SET principal = (SELECT min(principal) + 100 FROM messages) WHERE seq = 4",
            expected: [Damage(seq: 4, what: .header), Damage(seq: 4, what: .chain)]
        ),
        Row(
            testDescription: "where it came from",
            sql: "UPDATE peers SET hash = zeroblob(32) WHERE id = (SELECT peer FROM messages WHERE seq = 4)",
            expected: Set((1...8).flatMap { [Damage(seq: $0, what: .header), Damage(seq: $0, what: .chain)] })
        ),
        Row(
            testDescription: "a message that is gone",
            sql: "DELETE FROM messages WHERE seq = 4",
            expected: [Damage(seq: 4, what: .missing), Damage(seq: 4, what: .chain)]
        ),
        Row(
            testDescription: "a batch that is gone",
            sql: "DELETE FROM batches WHERE first_seq = 4",
            expected: [Damage(seq: 4, what: .missing), Damage(seq: 5, what: .chain)]
        ),
        Row(
            testDescription: "a message that nobody recorded",
            sql: """
                INSERT INTO messages SELECT 99, zeroblob(16), owner, principal, kind, tenant, recorded_at, clock, previous,
                log_index, log_previous, leaf_version, peer, key, content_hash, leaf_hash, sealed
                FROM messages WHERE seq = 4
                """,
            expected: [Damage(seq: 9, what: .chain)]
        ),
    ]

    @Test("whatever is changed behind the store's back is found in the background", .inFiles, arguments: rows)
    func background(row: Row) throws {
        let store = try eight()
        #expect(try store.verifyAll() == [])
        try store.journal.database.execute(row.sql)
        #expect(Set(try store.verifyAll()) == row.expected)
    }

    @Test("damage after the last signed entry is found at start, told and listed", .inFiles)
    func tail() throws {
        let store = try eight()
        try store.journal.database.execute(Self.rows[0].sql)
        try store.reopen()
        #expect(store.journal.damageAtStart == [Damage(seq: 4, what: .payload)])
        #expect(try store.reader().status().damages.map(\.seq) == [4])
        let told = try store.reader().latest(kind: .operatorAlerted, subject: "journal-damaged", tenant: nil)
        let text = String(decoding: try #require(told).bytes, as: UTF8.self)
        #expect(text.contains("4 (payload)"))
        let again = try store.journal.report(store.journal.damageAtStart, now: store.now)
        #expect(again.recorded.isEmpty)
    }

    @Test("a start reads only what came after the last signed entry", .inFiles)
    func checkpoint() throws {
        let store = try eight()
        store.advance(.seconds(11))
        _ = try store.commit(store.change())
        try store.journal.database.execute(Self.rows[0].sql)
        try store.reopen()
        #expect(store.journal.damageAtStart == [])
        #expect(try store.verifyAll() == [Damage(seq: 4, what: .payload)])
    }

    @Test("a damaged message is given out as damaged, and noted", .inFiles)
    func reading() throws {
        let store = try eight()
        try store.journal.database.execute(Self.rows[0].sql)
        let reader = try store.reader()
        let page = try reader.replay(kind: .configChanged, after: 2, limit: 3)
        #expect(page.messages.map(\.isDamaged) == [false, true, false])
        #expect(reader.takeDamages() == [Damage(seq: 4, what: .payload)])
        #expect(reader.takeDamages() == [])
    }

    @Test("the log is copied back while the journal is written", .inFiles)
    func copying() throws {
        let store = try eight()
        let copier = try LogCopier(directory: store.directory)
        let result = try copier.run()
        #expect(result.walPages > 0)
        #expect(result.copiedPages == result.walPages)
        _ = try store.commit(store.change())
        #expect(try store.verifyAll() == [])
    }

    private func eight() throws -> TemporaryJournal {
        let store = try TemporaryJournal()
        for number in 0..<8 { _ = try store.commit(store.change("b\(number)")) }
        return store
    }
}
