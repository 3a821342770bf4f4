import JSON
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct JournalPostureTests {
    static let actor = #"{"id":"arn:aws:iam::111122223333:user/rei","kind":"user"}"#

    @Test("a failing rule opens a finding and raises an alert that must be planned, in one transaction")
    func opened() throws {
        let store = try TemporaryJournal()
        let change = store.change(actor: Self.actor)
        let item = try store.commit(change).opened[0]
        let commit = try store.commit(store.assessment(of: item, [.fail(), .other(.pass, "r2")]))
        #expect(commit.kinds == [.configAssessed, .findingOpened, .alertRaised])
        #expect(commit.recorded[1].principal == "evidence-store")
        #expect(commit.opened.map(\.kind) == [.plan])
        #expect(commit.opened[0].message.kind == .alertRaised)
        let alert = try ReceivedMessage(commit.recorded[2].bytes).decode(AlertRaised.self)
        #expect(alert.change?.id == change.header.id)
        #expect(alert.change?.actor?.id == "arn:aws:iam::111122223333:user/rei")
        #expect(alert.transitions.map(\.transition) == [.opened])
        #expect(alert.transitions[0].explanation?.path == "config.public")
        let finding = try ReceivedMessage(commit.recorded[1].bytes)
        let state = try finding.decode(FindingChanged.self)
        #expect(finding.header.subject == state.finding)
        #expect(state.finding == alert.transitions[0].finding)
        let listed = try store.reader().findings(FindingFilter(), PageRequest())
        #expect(listed.rows.map(\.state) == [state])
    }

    @Test("an alert names the alert before it about the same finding")
    func thread() throws {
        let store = try TemporaryJournal()
        let first = try assess(store, [.fail()])
        let second = try assess(store, [.other(.pass)])
        let alert = try ReceivedMessage(try #require(second.recorded.last).bytes).decode(AlertRaised.self)
        #expect(alert.transitions[0].transition == .resolved)
        #expect(alert.transitions[0].previousAlert == first.recorded.last?.id)
    }

    @Test("a late assessment changes nothing but is recorded")
    func late() throws {
        let store = try TemporaryJournal()
        let commit = try store.commit(store.change(observed: .zero), store.change(observed: .seconds(-60)))
        let newer = try store.commit(store.assessment(of: commit.opened[0], [.fail()]))
        let older = try store.commit(store.assessment(of: commit.opened[1], [.other(.pass)]))
        #expect(newer.kinds.contains(.findingOpened))
        #expect(older.kinds == [.configAssessed])
        #expect(try store.reader().findings(FindingFilter(status: [.open]), PageRequest()).rows.count == 1)
    }

    @Test("a deleted resource resolves its findings and leaves the posture")
    func deleted() throws {
        let store = try TemporaryJournal()
        _ = try assess(store, [.fail()])
        #expect(try store.reader().posture(tenant: "acme", PageRequest()).rows.count == 1)
        store.advance(.seconds(1))
        let item = try store.commit(store.change(action: .delete)).opened[0]
        let commit = try store.commit(store.assessment(of: item, []))
        #expect(commit.text(of: .findingResolved).contains(#""reason":"deleted""#))
        #expect(try store.reader().posture(tenant: "acme", PageRequest()).rows.isEmpty)
    }

    @Test("an error of a rule marks its finding as unsure and tells nobody")
    func unsure() throws {
        let store = try TemporaryJournal()
        _ = try assess(store, [.fail()])
        let commit = try assess(store, [.other(.error)])
        #expect(commit.kinds == [.configAssessed, .findingUpdated])
        #expect(commit.opened.isEmpty)
        #expect(try store.reader().findings(FindingFilter(), PageRequest()).rows[0].state.unsure)
    }

    @Test("a finding that flaps is told so once")
    func flapping() throws {
        let store = try TemporaryJournal()
        var flapping: [Flapping] = []
        for round in 0..<6 {
            let commit = try assess(store, [round.isMultiple(of: 2) ? .fail() : .other(.pass)])
            let alert = try ReceivedMessage(try #require(commit.recorded.last).bytes).decode(AlertRaised.self)
            flapping.append(alert.transitions[0].flapping)
        }
        #expect(flapping == [.none, .none, .none, .none, .started, .ongoing])
    }

    @Test("a version that leaps is told to the operators, once an hour for a tenant")
    func leap() throws {
        let store = try TemporaryJournal()
        _ = try assess(store, [.other(.pass)], version: 1)
        #expect(try assess(store, [.other(.pass)], version: .max).kinds == [.configAssessed, .operatorAlerted])
        #expect(try assess(store, [.other(.pass)], version: 2).kinds == [.configAssessed])
    }

    @Test("a fresh replay gives the same posture and findings")
    func replay() throws {
        let store = try TemporaryJournal()
        var known: [MessageID: Incoming] = [:]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            store.advance(.seconds(5))
            let change = store.change(
                "bucket-\(Int.random(in: 0..<5, using: &random))",
                observed: .seconds(-Int.random(in: 0..<20, using: &random)),
                version: Bool.random(using: &random) ? Int64.random(in: 0..<50, using: &random) : nil,
                source: ["a", "b"].randomElement(using: &random) ?? "a",
                action: Int.random(in: 0..<10, using: &random) == 0 ? .delete : .update
            )
            known[change.header.id] = change
            let item = try store.commit(change).opened[0]
            let outcomes = ["r1", "r2", "r3"].filter { _ in Int.random(in: 0..<6, using: &random) > 0 }.map { rule in
                let outcome = Outcome.allCases.randomElement(using: &random) ?? .pass
                return outcome == .fail ? .fail(rule, value: "\(Bool.random())") : RuleOutcome.other(outcome, rule)
            }
            let answer = store.assessment(of: item, outcomes)
            known[answer.header.id] = answer
            _ = try store.commit(answer)
        }
        #expect(try store.differences(known) == [])
        try store.journal.database.execute("UPDATE findings SET severity = 0 WHERE id = (SELECT min(id) FROM findings)")
        try store.journal.database.execute("UPDATE posture SET policy = 9 WHERE resource = 1")
        #expect(try store.differences(known).count == 2)
    }

    private func assess(
        _ store: TemporaryJournal,
        _ outcomes: [RuleOutcome],
        version: Int64? = nil
    ) throws -> Commit {
        store.advance(.seconds(1))
        let item = try store.commit(store.change(version: version)).opened[0]
        return try store.commit(store.assessment(of: item, outcomes))
    }
}
