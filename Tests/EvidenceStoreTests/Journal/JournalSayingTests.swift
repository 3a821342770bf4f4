import Crypto
import JSON
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("What the store says of itself")
struct JournalSayingTests {
    private func refusal(
        _ token: Int,
        of principal: String = "acme-ci",
        tenant: String? = "acme",
        at now: Timestamp
    ) -> Refusal {
        Refusal(
            principal: principal,
            address: "192.0.2.1",
            tenant: tenant,
            sender: MessageSample.sender,
            token: String(token),
            code: .badData,
            place: "data.account",
            why: "is missing",
            size: 300,
            hash: SHA256.hash("\(token)"),
            at: now
        )
    }

    private func told<T: Decodable>(_ commit: Commit, _ kind: Kind, as type: T.Type) throws -> [T] {
        try commit.recorded.filter { $0.kind == kind }.map { try ReceivedMessage($0.bytes).decode(type) }
    }

    @Test("refusals become one message for each principal and code when their minute is over")
    func refusals() throws {
        let store = try TemporaryJournal()
        let batch = (0..<20).map { refusal($0, at: store.now) } + [refusal(99, of: "b", tenant: nil, at: store.now)]
        #expect(try store.journal.commit([], refusals: batch, now: store.now).recorded.isEmpty)
        #expect(try store.journal.tick(now: store.now).recorded.isEmpty)
        let commit = try store.journal.tick(now: store.now + .seconds(60))
        let told = try told(commit, .inputRefused, as: InputRefused.self)
        #expect(told.map(\.principal) == ["acme-ci", "b"])
        #expect(told.map(\.count) == [20, 1])
        #expect(told[0].details.map(\.token) == ["0", "1", "2"])
        #expect(told[0].details[0].address == "192.0.2.1")
        #expect(told[0].details[0].hash == SHA256.hash("0").hex)
        // Nobody knows whose content it is, so nothing is told that could outlive it.
        #expect(told[1].details[0].why == nil)
        #expect(told[1].details[0].hash == nil)
        #expect(try store.journal.tick(now: store.now + .seconds(120)).recorded.isEmpty)
    }

    @Test("counts survive a crash, and the end of the store tells what is left")
    func crash() throws {
        let store = try TemporaryJournal()
        _ = try store.journal.commit([], refusals: (0..<5).map { refusal($0, at: store.now) }, now: store.now)
        try store.reopen()
        _ = try store.journal.commit([], refusals: [refusal(5, at: store.now)], now: store.now)
        let told = try told(store.journal.sayLast([], now: store.now), .inputRefused, as: InputRefused.self)
        #expect(told.map(\.count) == [6])
        #expect(told.map { $0.details.map(\.token) } == [["5"]])
        try store.reopen()
        #expect(try store.journal.tick(now: store.now + .seconds(60)).recorded.isEmpty)
    }

    @Test("a principal that makes up tenants is told in a few messages all the same")
    func tenants() throws {
        let store = try TemporaryJournal()
        let batch = (0..<1_000).map { refusal($0, tenant: "t\($0)", at: store.now) }
        _ = try store.journal.commit([], refusals: batch, now: store.now)
        let commit = try store.journal.tick(now: store.now + .seconds(60))
        let told = try told(commit, .inputRefused, as: InputRefused.self)
        #expect(told.count <= 9)
        #expect(told.reduce(0) { $0 + $1.count } == 1_000)
    }

    @Test("a flood of 20,000 refused messages grows the journal by less than 0.2 MB", .inFiles)
    func flood() throws {
        let store = try TemporaryJournal()
        let before = try size(store)
        var now = store.now
        for round in 0..<100 {
            let batch = (0..<200).map { refusal(round * 200 + $0, at: now) }
            _ = try store.journal.commit([], refusals: batch, now: now)
            now = now + .milliseconds(700)
            _ = try store.journal.tick(now: now)
        }
        _ = try store.journal.sayLast([], now: now)
        let grown = try size(store) - before
        #expect(grown < 200_000, "grew by \(grown) bytes")
    }

    private func size(_ store: TemporaryJournal) throws -> Int {
        _ = try store.journal.database.checkpoint(.truncate)
        let pages = try store.journal.database.first(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        ) {
            $0.int(0)
        }
        return pages ?? 0
    }

    @Test("keys that were turned away are told by the minute")
    func access() throws {
        let store = try TemporaryJournal()
        let attempt = RefusedAccess(
            key: nil,
            address: "192.0.2.1",
            domain: "external",
            reason: "unknown key",
            count: 17
        )
        let minute = AccessLedger.Minute(minute: 29_400_000, count: 20_000, attempts: [attempt])
        let commit = try store.journal.say([.turnedAway([minute])], now: store.now)
        let told = try told(commit, .accessRefused, as: AccessRefused.self)
        #expect(told.map(\.count) == [20_000])
        #expect(told.map(\.minute.seconds) == [1_764_000_000])
        #expect(told.map(\.attempts) == [[attempt]])
    }

    @Test("each start is told with what is not as at the last one")
    func starts() throws {
        let store = try TemporaryJournal()
        var facts = StartFacts(socketKey: "k", settings: ["queue": "1", "origin": "2"], principals: ["ops": "1"])
        var commit = try store.journal.say([.started(facts)], now: store.now)
        #expect(commit.kinds == [.storeStarted, .storeConfigured])
        let first = try told(commit, .storeStarted, as: StoreStarted.self)
        #expect(first.map(\.epoch) == [store.journal.epoch.description])
        #expect(first.map(\.settings.changed) == [[]])
        #expect(try told(commit, .storeConfigured, as: StoreConfigured.self).map(\.added) == [["ops"]])
        try store.reopen()
        commit = try store.journal.say([.started(facts)], now: store.now)
        #expect(commit.kinds == [.storeStarted])
        facts.settings["origin"] = "3"
        facts.settings["queue"] = nil
        commit = try store.journal.say([.started(facts)], now: store.now)
        #expect(commit.kinds == [.storeStarted, .storeConfigured])
        let changed = try told(commit, .storeConfigured, as: StoreConfigured.self)
        #expect(changed.map(\.what) == [.settings])
        #expect(changed.map(\.changed) == [["origin"]])
        #expect(changed.map(\.removed) == [["queue"]])
    }

    @Test("each reload of the principals is told, also one that changed nothing")
    func reloads() throws {
        let store = try TemporaryJournal()
        let lists: [[String: String]] = [["a": "1"], ["a": "1"], ["a": "2", "b": "1"], ["b": "1"]]
        let commits = try lists.map { try store.journal.say([.configured(.principals, $0)], now: store.now) }
        let told = try commits.flatMap { try self.told($0, .storeConfigured, as: StoreConfigured.self) }
        #expect(told.map(\.added) == [["a"], [], ["b"], []])
        #expect(told.map(\.changed) == [[], [], ["a"], []])
        #expect(told.map(\.removed) == [[], [], [], ["a"]])
        #expect(told[0].digest == told[1].digest)
        #expect(Set(told.map(\.digest)).count == 3)
    }

    @Test("a tick with nothing due writes nothing and says so; asked to, it makes a transaction and says that")
    func probing() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        // Writes the store log's entry, after which nothing is due.
        _ = try store.journal.tick(now: store.now + .seconds(60))
        #expect(try !store.journal.tick(now: store.now + .seconds(60)).isWritten)
        #expect(try store.journal.tick(now: store.now + .seconds(60), probing: true).isWritten)
    }
}
