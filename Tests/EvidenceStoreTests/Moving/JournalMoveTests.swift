import Foundation
import SQL
import TestSupport
import Testing

@testable import EvidenceStore

/// Moves of a journal that has something in every table, into databases of the tests' own server.
@Suite(
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .inFiles,
    .serialized
)
struct JournalMoveTests {
    static let fixture = Result { try TamperFixture() }

    private let place: TamperFixture.Place
    private let url: String
    private var move: JournalMove

    init() throws {
        place = try Self.fixture.get().original.copy()
        url = try PostgresServer.shared().makeDatabase()
        move = JournalMove(source: place.configuration, target: try DatabaseServer(url))
    }

    private var moved: JournalConfiguration { JournalConfiguration(directory: url, keys: place.configuration.keys) }

    /// What the files hold, byte by byte.
    private func files() throws -> [Data] {
        try ["journal.sqlite", "journal.sqlite-wal"].map {
            try Data(contentsOf: URL(filePath: "\(place.directory)/\($0)"))
        }
    }

    private func tables() throws -> [String] {
        try Database(server: DatabaseServer(url), access: .readOnly, application: "test").tables()
    }

    @Test("every row goes over, everything verifies there, and a store goes on from it; the files are as they were")
    func whole() throws {
        defer { place.remove() }
        let before = try files()
        var told: Set<String> = []
        let report = try move.run { what, done, total in
            told.insert(what)
            #expect(done <= total)
        }
        #expect(report.evidence.faults.map(\.description) == [])
        #expect(report.evidence.messages > 100)
        #expect(report.rows["messages"] == Int(report.evidence.messages))
        #expect(told.contains("copying messages") && told.contains("comparing messages") && told.contains("verifying"))
        #expect(try files() == before)

        let source = try JournalFile.openForReading(place.directory)
        let last = "SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1"
        let checkpoint = try source.first(last) { $0.text(0) }
        let now = try Self.fixture.get().now
        let journal = try Journal(configuration: moved, now: now)
        #expect(try journal.database.first(last) { $0.text(0) } == checkpoint)
        #expect(journal.damageAtStart == [])
        // Numbers that the server gives follow those that are there: a new principal, a new peer, an obligation.
        let samples = try TemporaryJournal { _ in }
        let change = samples.change("new", tenant: "newcomer", principal: "new-ci")
        guard case .recorded(let seq) = try journal.commit([change], now: now).outcomes[0] else {
            Issue.record("not recorded")
            return
        }
        #expect(seq == report.evidence.messages + 1)
        try journal.close()
        let fsck = Fsck(configuration: moved)
        #expect(fsck.run([.keys, .evidence, .holds], now: now).map(\.description) == [])
    }

    @Test(
        "a move that is stopped anywhere leaves nothing that a store would open, and the next one is whole",
        arguments: JournalMove.Step.allCases
    )
    func stopped(at step: JournalMove.Step) throws {
        defer { place.remove() }
        let before = try files()
        var stopping = move
        stopping.fault = { if $0 == step { throw JournalError.fault("\($0)") } }
        #expect(throws: JournalError.fault("\(step)")) { try stopping.run() }
        #expect(try files() == before)
        let isCommitted = step == .committed || step == .verified
        #expect(try tables().isEmpty == !isCommitted)
        if step == .committed {
            #expect(throws: JournalError.self) { try Journal(configuration: moved, now: Self.fixture.get().now) }
        }
        if step == .verified {
            // All was done but the report.
            #expect(throws: MoveError.notEmpty(url, tables: try tables())) { try move.run() }
            _ = try Journal(configuration: moved, now: Self.fixture.get().now)
        } else {
            #expect(try move.run().evidence.faultCount == 0)
        }
    }

    @Test("a session that is lost in the middle leaves an empty database")
    func sessionLost() throws {
        defer { place.remove() }
        let server = try PostgresServer.shared()
        let name = String(url.split(separator: "/").last ?? "")
        var cut = move
        cut.fault = { step in
            guard step == .compared else { return }
            try server.query(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)' AND pid <> pg_backend_pid()",
                database: "postgres"
            )
        }
        #expect(throws: SQLError.self) { try cut.run() }
        #expect(try tables() == [])
    }

    @Test("what is in the way is said, and nothing is moved")
    func refused() throws {
        defer { place.remove() }
        let nowhere = JournalMove(
            source: JournalConfiguration(directory: place.directory + "-none"),
            target: try DatabaseServer(url)
        )
        #expect(throws: MoveError.noSource(place.directory + "-none")) { try nowhere.run() }
        #expect(!FileManager.default.fileExists(atPath: place.directory + "-none"))

        var lock: DirectoryLock? = try DirectoryLock(place.directory)
        #expect(throws: JournalError.locked(directory: place.directory)) { try move.run() }
        withExtendedLifetime(lock) {}
        lock = nil

        let other = try Database(server: DatabaseServer(url), application: "test")
        #expect(try JournalOwnership.tryLock(in: other))
        #expect(throws: JournalError.locked(directory: url)) { try move.run() }
        try JournalOwnership.unlock(in: other)
        try other.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY)")
        #expect(throws: MoveError.notEmpty(url, tables: ["theirs"])) { try move.run() }
        #expect(try tables() == ["theirs"])
    }

    @Test(
        "what a server cannot hold as it is, and a table that nobody knows, are refused",
        arguments: [
            ("UPDATE principals SET name = name || char(0) WHERE id = 1", "principals"),
            ("CREATE TABLE theirs (id INTEGER PRIMARY KEY) STRICT", "theirs"),
            ("PRAGMA user_version = 1", "schema 1"),
        ]
    )
    func unfit(sql: String, name: String) throws {
        defer { place.remove() }
        let database = try JournalFile.openForWriting(place.configuration)
        try database.execute(sql)
        try database.close()
        let error = #expect(throws: MoveError.self) { try move.run() }
        #expect(error?.description.contains(name) == true)
        #expect(try tables() == [])
    }

    @Test("faults of the journal are told, and no store opens what has them")
    func faulty() throws {
        defer { place.remove() }
        let database = try JournalFile.openForWriting(place.configuration)
        try database.execute("UPDATE messages SET recorded_at = recorded_at + 1 WHERE seq = 40")
        try database.close()
        #expect(try move.run().evidence.faults.contains { $0.place == .message(40) })
        #expect(throws: JournalError.self) { try Journal(configuration: moved, now: Self.fixture.get().now) }
    }
}
