import Foundation
import SQL
import TestSupport
import Testing

@testable import EvidenceStore

/// Two stores and one journal on a server of the tests' own.
@Suite(
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .serialized
)
struct JournalOwnershipTests {
    private func configuration(_ server: PostgresServer) throws -> JournalConfiguration {
        let keys = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path()
        return JournalConfiguration(directory: try server.makeDatabase(), keys: EvidenceKeys(in: keys))
    }

    @Test("a second store does not get the journal while the first lives, and gets it when the first is gone")
    func one() throws {
        let samples = try TemporaryJournal()
        let configuration = try configuration(PostgresServer.shared())
        var first: Journal? = try Journal(configuration: configuration, now: samples.now)
        #expect(throws: JournalError.locked(directory: configuration.directory)) {
            try Journal(configuration: configuration, now: samples.now)
        }
        let standby = Standby(try DatabaseServer(configuration.directory))
        #expect(standby.look() == .taken)
        #expect(try first?.commit([samples.change()], now: samples.now).outcomes == [.recorded(seq: 1)])
        try first?.close()
        first = nil
        // The server may take a moment to see that the session has ended.
        let deadline = ContinuousClock.now + .seconds(5)
        var found = standby.look()
        while found != .free, ContinuousClock.now < deadline { found = standby.look() }
        #expect(found == .free)
        let second = try Journal(configuration: configuration, now: samples.now)
        #expect(second.epoch.counter == 2)
        #expect(second.head == 1)
        #expect(second.damageAtStart == [])
    }

    @Test("a store whose session was ended by another one's turn keeps nothing more")
    func fenced() throws {
        let samples = try TemporaryJournal()
        let server = try PostgresServer.shared()
        let configuration = try configuration(server)
        let first = try Journal(configuration: configuration, now: samples.now)
        _ = try first.commit([samples.change("a")], now: samples.now)
        // As if it had been stopped for a minute.
        let database = String(configuration.directory.split(separator: "/").last ?? "")
        try server.query("UPDATE lease SET at = at - interval '60 s'", database: database)
        let standby = Standby(try DatabaseServer(configuration.directory))
        _ = standby.look()
        #expect(standby.look() == .taken || standby.look() == .free)
        let second = try Journal(configuration: configuration, now: samples.now)
        var last: JournalError?
        for _ in 0..<3 {
            do { _ = try first.commit([samples.change("b")], now: samples.now) } catch {
                last = error
            }
        }
        #expect(last == .fenced(first.epoch.description, by: second.epoch.description))
        #expect(try second.commit([samples.change("c")], now: samples.now).outcomes == [.recorded(seq: 2)])
        #expect(try second.database.first("SELECT count(*) FROM messages") { $0.int(0) } == 2)
    }

    @Test("a store that may not go on with a journal neither stands by for it nor says that somebody lives")
    func refused() throws {
        let samples = try TemporaryJournal()
        let server = try PostgresServer.shared()
        let configuration = try configuration(server)
        var next = Migrations(list: Schema.migrations + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;"])
        next.oldestWriter = next.list.count
        let later = try Journal(configuration: configuration, migrations: next, now: samples.now)
        let refusal = JournalError.tooNew(version: next.list.count, known: Schema.migrations.count)
        let standby = Standby(try DatabaseServer(configuration.directory))
        #expect(standby.look() == .refused(refusal))
        try later.close()
        let database = String(configuration.directory.split(separator: "/").last ?? "")
        let lease = try server.query("SELECT at FROM lease", database: database)
        #expect(throws: refusal) { try Journal(configuration: configuration, now: samples.now) }
        #expect(standby.look() == .refused(refusal))
        #expect(try server.query("SELECT at FROM lease", database: database) == lease)
    }

    @Test("a server that was killed is waited for, and nothing that was committed is lost")
    func restart() throws {
        let samples = try TemporaryJournal()
        let server = try PostgresServer()
        let configuration = try configuration(server)
        let journal = try Journal(configuration: configuration, now: samples.now)
        _ = try journal.commit([samples.change("a")], now: samples.now)
        server.kill()
        let change = samples.change("b")
        for _ in 0..<2 {
            do {
                _ = try journal.commit([change], now: samples.now)
                Issue.record("committed without a server")
            } catch {
                #expect(error.isTemporary)
            }
        }
        try server.start()
        #expect(try journal.commit([change], now: samples.now).outcomes == [.recorded(seq: 2)])
        #expect(try journal.commit([change], now: samples.now).outcomes == [.repeat])
        #expect(journal.head == 2)
    }
}
