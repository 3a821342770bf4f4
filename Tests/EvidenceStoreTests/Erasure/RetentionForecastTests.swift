import CommandLine
import Diagnostics
import Keystore
import Messages
import SQL
import ServiceKit
import Synchronization
import Testing

@testable import EvidenceStore

struct RetentionForecastTests {
    @Test("the forecast says what is too old, by tenant and class, and nothing of what is kept")
    func rows() throws {
        let store = try filled()
        let policy = RetentionPolicy(months: [.settings: 2])
        let forecast = try forecast(store)
        #expect(try forecast.rows(policy, at: store.now).isEmpty)
        store.advance(.seconds(86_400 * 95))
        let month = Timestamp(milliseconds: 1_795_136_523_000).month
        // The operators' log has keys of its own, which nothing of this is under.
        let rows = try forecast.rows(policy, at: store.now).filter { $0.records > 0 }
        #expect(
            rows == [
                row("acme", .settings, month, records: 4), row("globex", .settings, month, records: 4),
            ]
        )
        #expect(try forecast.rows(RetentionPolicy(), at: store.now).isEmpty)
    }

    @Test("a hold on all of it leaves nothing to erase; one on a resource is counted")
    func holds() throws {
        let store = try filled()
        let key = TemporaryJournal.resource("b1").key
        try place(HoldPlaced(hold: "case-7", tenant: "acme", reason: "court"), store)
        try place(HoldPlaced(hold: "case-8", tenant: "globex", resource: key, reason: "court"), store)
        store.advance(.seconds(86_400 * 95))
        let rows = try forecast(store).rows(RetentionPolicy(months: [.settings: 2]), at: store.now)
            .filter { $0.records > 0 }
        #expect(rows.map(\.tenant) == ["acme", "globex"])
        #expect(rows.map(\.isRefused) == [true, false])
        #expect(rows.map(\.held) == [4, 1])
        #expect(rows.map(\.holds) == [["case-7"], ["case-8"]])
    }

    @Test("what the forecast says is what the store does")
    func agrees() throws {
        let store = try filled { $0.retention.months = [.settings: 2, .verdicts: 1] }
        let before = Timestamp(microseconds: store.now.microseconds) + .seconds(86_400 * 95)
        let rows = try forecast(store).rows(store.configuration.retention, at: before)
        store.advance(.seconds(86_400 * 95))
        for _ in 0..<50 {
            store.advance(.seconds(1))
            _ = try store.tick()
        }
        let destroyed = try store.journal.database.first("SELECT count(*) FROM keys WHERE destroyed_at > 0") {
            $0.int(0)
        }
        #expect(destroyed == rows.reduce(0) { $0 + $1.keys })
        #expect((destroyed ?? 0) >= 4)
        #expect(try forecast(store).rows(store.configuration.retention, at: store.now).isEmpty)
    }

    @Test("the listing erases nothing, and says where there is nothing to erase")
    func listing() throws {
        let lines = Mutex<[String]>([])
        let console = Console(
            hasColour: false,
            hasProgress: false,
            output: { text in lines.withLock { $0.append(text) } },
            error: { _ in }
        )
        RetentionTool.show([], RetentionPolicy(), console)
        RetentionTool.show([], RetentionPolicy(months: [.notices: 3]), console)
        RetentionTool.show(
            [row("acme", .settings, 202_611, records: 4)],
            RetentionPolicy(months: [.settings: 3]),
            console
        )
        let text = lines.withLock { $0.joined() }
        #expect(text.contains("kept for ever"))
        #expect(text.contains("nothing is older"))
        #expect(text.contains("acme") && text.contains("2026-11") && text.contains("1 keys of 4 records"))
    }

    // MARK: Parts

    private func row(_ tenant: String, _ type: RetentionClass, _ month: Int32, records: Int64) -> RetentionForecast.Row
    {
        RetentionForecast.Row(
            tenant: tenant,
            type: type,
            months: month...month,
            keys: 1,
            records: records,
            held: 0,
            holds: [],
            isRefused: false
        )
    }

    private func forecast(_ store: TemporaryJournal) throws -> RetentionForecast {
        let database = try JournalFile.openForReading(store.configuration.directory)
        return try RetentionForecast(in: database, vault: store.journal.vault)
    }

    private func filled(_ configure: (inout JournalConfiguration) -> Void = { _ in }) throws -> TemporaryJournal {
        let store = try TemporaryJournal(configure)
        for tenant in ["acme", "globex"] {
            for number in 0..<4 {
                let commit = try store.commit(store.change("b\(number)", tenant: tenant))
                guard let item = commit.opened.first, number < 2 else { continue }
                _ = try store.commit(store.assessment(of: item, [.fail()]))
            }
        }
        return store
    }

    private func place(_ data: HoldPlaced, _ store: TemporaryJournal) throws {
        _ = try store.commit(store.operatorSays(.holdPlaced, data.hold, .hold(data)))
    }
}
