import Foundation
import Installation
import TestSupport
import Testing

@Suite(
    "Two stores on one database",
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .serialized,
    .timeLimit(.minutes(5))
)
struct FailoverTests {
    /// The longest that nothing may be recorded.
    static let limit = Duration.seconds(10)
    /// How long a store is stopped: longer than the 4 s of its lease; a minute with `SETTEI_STOP_SECONDS=60`.
    static let stop = ProcessInfo.processInfo.environment["SETTEI_STOP_SECONDS"].flatMap { Int($0) } ?? 8

    @Test("the active store is killed: the other takes over within 10 s, and nothing with a receipt is lost")
    func killed() async throws {
        let stores = try await TwoStores()
        defer { stores.installation.stop(keep: true) }
        for round in 0..<3 {
            let active = try await stores.active()
            let moment = ContinuousClock.now
            try stores.program(active).killNow()
            let time = try await stores.timeToReceipt(after: moment, of: 1 - active)
            print("round \(round): store \(active) killed, the other receipts after \(time)")
            #expect(time < Self.limit)
            #expect(try stores.faults() == [])
            try stores.installation.start(.evidenceStore, replica: active)
            try await stores.expect("the killed one stands by", within: .seconds(10)) {
                await stores.installation.standsBy(active)
            }
        }
        try await stores.finish()
    }

    @Test("a store that was stopped for longer than its lease keeps nothing when it goes on, says so, and ends")
    func stopped() async throws {
        let stores = try await TwoStores()
        defer { stores.installation.stop(keep: true) }
        let active = try await stores.active()
        let program = try stores.program(active)
        let moment = ContinuousClock.now
        program.signal(SIGSTOP)
        let time = try await stores.timeToReceipt(after: moment, of: 1 - active)
        print("store \(active) stopped, the other receipts after \(time)")
        #expect(time < Self.limit)
        _ = await waitUntil(limit: .seconds(Self.stop)) { ContinuousClock.now - moment > .seconds(Self.stop) }
        let continued = ContinuousClock.now
        program.signal(SIGCONT)
        try await stores.expect("the stopped one ends", within: .seconds(20)) { !program.isRunning }
        print("continued after \(continued - moment), ended after \(ContinuousClock.now - continued) more")
        #expect(program.terminationStatus != 0)
        #expect(program.text.contains("the journal is another evidence-store's now"))
        #expect(stores.publisher.firstReceipt(after: continued, of: active) == nil, "it gave a receipt")
        _ = try await stores.timeToReceipt(after: continued, of: 1 - active)
        try stores.installation.start(.evidenceStore, replica: active)
        try await stores.expect("started again it stands by", within: .seconds(10)) {
            await stores.installation.standsBy(active)
        }
        try await stores.finish()
    }

    @Test("the active store's sessions are ended under load: it goes on, or the other does, within 10 s")
    func sessionLost() async throws {
        let stores = try await TwoStores()
        defer { stores.installation.stop(keep: true) }
        for round in 0..<5 {
            let moment = ContinuousClock.now
            let ended = try await stores.query(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE application_name \(round % 2 == 0 ? "= 'evidence-store'" : "LIKE 'evidence-store%'")
                """
            )
            let ending = ContinuousClock.now
            let time = try await stores.timeToReceipt(after: ending)
            print("round \(round): \(ended) sessions ended, receipts again after \(time + (ending - moment))")
            #expect(time < Self.limit)
            #expect(try stores.faults() == [])
            for store in 0..<2 { try stores.installation.start(.evidenceStore, replica: store) }
        }
        try await stores.finish()
    }

    @Test(
        "the database is killed under load: messages wait, and go on within 10 s of its start; nothing with a receipt is lost"
    )
    func databaseKilled() async throws {
        let stores = try await TwoStores()
        defer { stores.installation.stop(keep: true) }
        for round in 0..<4 {
            try await stores.onServer { $0.kill() }
            let killed = ContinuousClock.now
            // Every other time it stays away for longer than the lease.
            if round % 2 == 1 {
                try await stores.expect("no store says that it is ready", within: .seconds(10)) {
                    await stores.ready() == nil
                }
                _ = await waitUntil(limit: .seconds(6)) { false }
            }
            try await stores.onServer { try $0.start() }
            let started = ContinuousClock.now
            let time = try await stores.timeToReceipt(after: started)
            print("round \(round): database away for \(started - killed), receipts again \(time) after its start")
            #expect(time < Self.limit)
            #expect(try stores.faults() == [])
            for store in 0..<2 { try stores.installation.start(.evidenceStore, replica: store) }
        }
        try await stores.finish()
    }
}

extension Installation {
    /// Whether a store waits for its turn.
    func standsBy(_ store: Int) async -> Bool {
        page("readyz", .evidenceStore, replica: store).contains("another evidence-store has the journal")
    }
}
