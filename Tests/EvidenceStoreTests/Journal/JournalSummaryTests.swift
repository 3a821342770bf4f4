import Messages
import Testing

@testable import EvidenceStore

struct JournalSummaryTests {
    @Test("an import is told once, when nothing came for a while, with its most severe twenty")
    func importIsQuiet() throws {
        let store = try TemporaryJournal()
        for number in 0..<30 {
            store.advance(.seconds(1))
            let item = try store.commit(store.change("b\(number)", action: .snapshot)).opened[0]
            let severity: Severity = number < 5 ? .low : number == 29 ? .critical : .high
            let commit = try store.commit(store.assessment(of: item, [.fail("r1", severity)]))
            #expect(commit.kinds == [.configAssessed, .findingOpened])
            #expect(commit.nextDue == store.now + .seconds(30))
        }
        try store.reopen()
        store.advance(.seconds(29))
        #expect(try store.tick().recorded.isEmpty)
        store.advance(.seconds(1))
        let tick = try store.tick()
        #expect(tick.kinds == [.alertRaised])
        #expect(tick.opened.map(\.kind) == [.plan])
        let alert = try ReceivedMessage(tick.recorded[0].bytes).decode(AlertRaised.self)
        #expect(alert.summary?.reason == .import)
        #expect(alert.summary?.resources == 30)
        #expect(alert.summary?.opened == ["critical": 1, "high": 24, "medium": 0, "low": 5])
        #expect(alert.transitions.count == 20)
        #expect(alert.transitions[0].severity == .critical)
        #expect(alert.transitions.allSatisfy { $0.severity >= .high })
        #expect(try store.tick().recorded.isEmpty)
    }

    @Test("an import that does not end is told after the limit, and one that goes on is waited for")
    func importLimit() throws {
        let store = try TemporaryJournal { $0.importLimit = .seconds(100) }
        var told: [Int] = []
        for number in 0..<15 {
            let change = store.change("b\(number)", action: .snapshot)
            let item = try #require(try store.commit(change).opened.first { $0.kind == .assess })
            let commit = try store.commit(store.assessment(of: item, [.fail()]))
            if commit.kinds.contains(.alertRaised) { told.append(number) }
            store.advance(.seconds(20))
            if try store.tick().kinds.contains(.alertRaised) { told.append(number) }
        }
        #expect(told == [4, 9, 14])
    }

    @Test("an import without findings is not told")
    func nothing() throws {
        let store = try TemporaryJournal()
        let item = try store.commit(store.change(action: .snapshot)).opened[0]
        _ = try store.commit(store.assessment(of: item, [.other(.pass)]))
        store.advance(.seconds(31))
        #expect(try store.tick().recorded.isEmpty)
        #expect(store.journal.summaries.open.isEmpty)
    }

    @Test("open findings stand before resolved ones, and a finding stands once")
    func order() {
        var summary = Summary(
            tenant: 1,
            reason: .import,
            startedAt: .init(milliseconds: 0),
            lastAt: .init(milliseconds: 0)
        )
        func entry(_ name: String, _ severity: Severity, isOpen: Bool = true) -> Summary.Entry {
            Summary.Entry(severity: severity, isOpen: isOpen, finding: Array(name.utf8), json: Array(name.utf8))
        }
        _ = summary.add(entry("a", .critical, isOpen: false), transition: .resolved)
        _ = summary.add(entry("b", .low), transition: .opened)
        _ = summary.add(entry("c", .high), transition: .opened)
        _ = summary.add(entry("c", .high, isOpen: false), transition: .resolved)
        #expect(summary.entries.map { String(decoding: $0.json, as: UTF8.self) } == ["b", "a", "c"])
        for number in 0..<30 { _ = summary.add(entry("d\(number)", .medium), transition: .opened) }
        #expect(summary.entries.count == 20)
        #expect(summary.entries.allSatisfy { $0.severity == .medium })
        #expect(summary.opened == [1, 30, 1, 0])
        #expect(summary.resolved == 2)
    }
}
