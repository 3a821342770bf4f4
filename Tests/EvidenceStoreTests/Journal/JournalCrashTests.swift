import CommandLine
import Foundation
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct JournalCrashTests {
    /// Switches a fault on between calls.
    final class Fault: Sendable {
        private let step: Switch

        init() { step = Switch() }

        var at: JournalStep? {
            get { step.value }
            set { step.value = newValue }
        }

        func check(_ now: JournalStep) throws(JournalError) {
            if now == at { throw .fault("\(now)") }
        }
    }

    @Test("a transaction that is stopped at any step leaves all or nothing", .inFiles, arguments: JournalStep.allCases)
    func stopped(at step: JournalStep) throws {
        let fault = Fault()
        let store = try TemporaryJournal { configuration in
            configuration.fault = { (step) throws(JournalError) in try fault.check(step) }
        }
        let first = try store.commit(store.change("a"), store.change("b"))
        let change = store.change("c")
        let answer = store.assessment(of: first.opened[0], [.fail("new-rule")])
        fault.at = step
        #expect(throws: JournalError.fault("\(step)")) { try store.commit(answer, change) }
        // A copy of the files now is what a killed process would have left.
        let image = try store.image()
        fault.at = nil
        try expect(image, isWhole: step == .committed)
        if step != .committed {
            let commit = try store.commit(answer, change)
            #expect(commit.outcomes == [.recorded(seq: 3), .recorded(seq: 6)])
            #expect(commit.recorded.map(\.previous) == [0, 0, 0, 2])
            #expect(commit.recorded.map(\.index) == [2, 3, 4, 5])
        } else {
            #expect(try store.commit(answer, change).outcomes == [.repeat, .repeat])
        }
        #expect(try store.verifyAll() == [])
        #expect(store.journal.backlog()["acme"] == .init(changes: 3))
    }

    private func expect(_ image: String, isWhole: Bool) throws {
        defer {
            try? FileManager.default.removeItem(atPath: image)
            try? FileManager.default.removeItem(atPath: image + "-keys")
        }
        let now = Timestamp(milliseconds: 1_795_136_600_000)
        let journal = try Journal(configuration: JournalConfiguration(directory: image), now: now)
        #expect(journal.damageAtStart == [])
        #expect(journal.head == (isWhole ? 6 : 2))
        #expect(journal.backlog()["acme"]?.changes == (isWhole ? 3 : 2))
        let reader = try JournalReader(JournalConfiguration(directory: image))
        #expect(try reader.findings(FindingFilter(), PageRequest()).rows.count == (isWhole ? 1 : 0))
        #expect(try reader.openWork(after: nil, limit: 10).0.count == (isWhole ? 3 : 2))
    }

    @Test("a full disk refuses the batch, keeps what was recorded, and goes on when there is room", .inFiles)
    func diskFull() throws {
        let store = try TemporaryJournal { $0.maximumPages = 120 }
        let body = #""\#(String(repeating: "x", count: 20_000))""#
        var recorded = 0
        var isFull = false
        for number in 0..<100 where !isFull {
            do {
                _ = try store.commit(store.change("b\(number)", body: body))
                recorded += 1
            } catch let error as JournalError {
                guard case .diskFull = error else { throw error }
                #expect(error.isTemporary)
                isFull = true
            }
        }
        #expect(isFull)
        #expect(store.journal.head == Int64(recorded))
        try store.journal.database.pragma("max_page_count", "100000")
        #expect(try store.commit(store.change(body: body)).outcomes == [.recorded(seq: Int64(recorded) + 1)])
        #expect(try store.verifyAll() == [])
    }

    @Test("a journal of this release is upgraded in place by the next, and keeps what it had", .inFiles)
    func migration() throws {
        let store = try TemporaryJournal()
        let item = try store.commit(store.change()).opened[0]
        _ = try store.commit(store.assessment(of: item, [.fail()]))
        store.close()
        var next = Migrations(list: Schema.migrations + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;"])
        next.oldestWriter = next.list.count
        do {
            let journal = try Journal(configuration: store.configuration, migrations: next, now: store.now)
            #expect(journal.head == 4)
            #expect(journal.damageAtStart == [])
            #expect(try journal.database.pragma("user_version") == "\(next.list.count)")
            try journal.database.execute("INSERT INTO later DEFAULT VALUES")
        }
        let path = JournalFile.path(in: store.configuration.directory)
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: JournalError.tooNew(version: next.list.count, known: next.list.count - 1)) {
            try store.reopen()
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before, "a journal that is refused is not touched")
    }

    @Test("a release that was stopped between its migrations keeps older ones away already", .inFiles)
    func halfMigrated() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        store.close()
        let renaming = "ALTER TABLE sweeps RENAME COLUMN handed TO given;"
        var next = Migrations(list: Schema.migrations + [renaming, "CREATE TABLE a (b); CREATE TABLE a (b);"])
        next.oldestWriter = next.list.count
        #expect(throws: JournalError.self) {
            try Journal(configuration: store.configuration, migrations: next, now: store.now)
        }
        let known = Schema.migrations.count
        #expect(throws: JournalError.tooNew(version: known + 1, known: known)) { try store.reopen() }
    }

    @Test("tools leave a journal alone that a newer release made other tables in, and say so", .inFiles)
    func tools() async throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        store.close()
        var next = Migrations(list: Schema.migrations + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;"])
        next.oldestWriter = next.list.count
        _ = try Journal(configuration: store.configuration, migrations: next, now: store.now)
        let arguments = try Arguments(["--journal", store.directory], for: FsckTool.command, of: "x", environment: [:])
        let failure = #expect(throws: CommandFailure.self) { try JournalOptions(arguments) }
        #expect(failure?.description.contains("install the newer release again") == true)
    }

    @Test("a journal that the next release only added to is gone on with by this one, and by the next again", .inFiles)
    func survivedMigration() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change("b1"))
        store.close()
        let addition = """
            CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;
            ALTER TABLE resources ADD COLUMN colour INTEGER NOT NULL DEFAULT 7;
            """
        let next = Migrations(list: Schema.migrations + [addition])
        for head in [Int64(1), 3] {
            do {
                let journal = try Journal(configuration: store.configuration, migrations: next, now: store.now)
                #expect(journal.head == head && journal.damageAtStart == [])
                #expect(try journal.database.first("SELECT min(colour) FROM resources") { $0.int(0) } == 7)
                try journal.database.execute("INSERT INTO later DEFAULT VALUES")
            }
            // The upgrade is taken back.
            try store.reopen()
            #expect(store.journal.head == head && store.journal.damageAtStart == [])
            #expect(try store.journal.database.pragma("user_version") == "\(next.list.count)")
            for name in ["b2", "b3"] { _ = try store.commit(store.change("\(name)-\(head)")) }
            #expect(try store.verifyAll() == [])
            store.close()
        }
    }

    @Test("a migration that fails leaves the journal as it was", .inFiles)
    func failedMigration() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        store.close()
        let broken = Migrations(list: Schema.migrations + ["CREATE TABLE a (b); CREATE TABLE a (b);"])
        #expect(throws: JournalError.self) {
            try Journal(configuration: store.configuration, migrations: broken, now: store.now)
        }
        try store.reopen()
        #expect(store.journal.head == 1)
        #expect(try store.journal.database.first("SELECT 1 FROM sqlite_schema WHERE name = 'a'") { _ in 1 } == nil)
    }
}
