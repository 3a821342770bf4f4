import Messages
import Testing

@testable import EvidenceStore

struct PostureFoldTests {
    static let start = Timestamp(milliseconds: 1_795_136_523_000)

    struct Step: Sendable {
        var outcome: RuleOutcome?
        var isDeletion = false
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: [Step]
        var step: Step
        var transition: Transition?
        var isTold = true
        var status: FindingStatus?
        var reason: ResolutionReason?
        var isUnsure = false
    }

    static let fail = Step(outcome: .fail())
    static let pass = Step(outcome: .other(.pass))
    static let absent = Step(outcome: nil)
    static let error = Step(outcome: .other(.error))
    static let gone = Step(outcome: nil, isDeletion: true)

    /// The table of design.md, section 7: outcome by what was there before.
    static let rows = [
        Row(testDescription: "fail, none", before: [], step: fail, transition: .opened, status: .open),
        Row(testDescription: "fail, open, same", before: [fail], step: fail, status: .open),
        Row(
            testDescription: "fail, open, other severity",
            before: [fail],
            step: Step(outcome: .fail("r1", .low)),
            transition: .updated,
            status: .open
        ),
        Row(
            testDescription: "fail, open, other value",
            before: [fail],
            step: Step(outcome: .fail(value: "1")),
            transition: .updated,
            status: .open
        ),
        Row(
            testDescription: "fail, resolved",
            before: [fail, pass],
            step: fail,
            transition: .reopened,
            status: .open
        ),
        Row(testDescription: "pass, none", before: [], step: pass),
        Row(
            testDescription: "pass, open",
            before: [fail],
            step: pass,
            transition: .resolved,
            status: .resolved,
            reason: .pass
        ),
        Row(
            testDescription: "pass, resolved",
            before: [fail, pass],
            step: pass,
            status: .resolved,
            reason: .pass
        ),
        Row(
            testDescription: "notApplicable, open",
            before: [fail],
            step: Step(outcome: .other(.notApplicable)),
            transition: .resolved,
            status: .resolved,
            reason: .notApplicable
        ),
        Row(testDescription: "error, none", before: [], step: error),
        Row(
            testDescription: "error, open",
            before: [fail],
            step: error,
            transition: .updated,
            isTold: false,
            status: .open,
            isUnsure: true
        ),
        Row(
            testDescription: "manual, open, unsure already",
            before: [fail, error],
            step: Step(outcome: .other(.manual)),
            status: .open,
            isUnsure: true
        ),
        Row(
            testDescription: "fail, open, was unsure",
            before: [fail, error],
            step: fail,
            transition: .updated,
            isTold: false,
            status: .open
        ),
        Row(testDescription: "error, resolved", before: [fail, pass], step: error, status: .resolved, reason: .pass),
        Row(
            testDescription: "deleted, open",
            before: [fail],
            step: gone,
            transition: .resolved,
            status: .resolved,
            reason: .deleted
        ),
        Row(testDescription: "deleted, none", before: [pass], step: gone),
        Row(
            testDescription: "retired, open",
            before: [fail],
            step: absent,
            transition: .resolved,
            status: .resolved,
            reason: .retired
        ),
        Row(
            testDescription: "fail, retired before",
            before: [fail, absent],
            step: fail,
            transition: .reopened,
            status: .open
        ),
        Row(
            testDescription: "fail, deleted before",
            before: [fail, gone],
            step: fail,
            transition: .reopened,
            status: .open
        ),
    ]

    @Test("an outcome does to a finding what the table says", arguments: rows)
    func table(row: Row) throws {
        var world = World()
        for step in row.before { _ = world.apply(step) }
        let applied = world.apply(row.step)
        let fold = try #require(applied)
        #expect(fold.changes.map(\.transition) == (row.transition.map { [$0] } ?? []))
        if row.transition != nil { #expect(fold.changes.first?.isTold == row.isTold) }
        #expect(world.finding?.status == row.status)
        #expect(world.finding?.reason == row.reason)
        #expect(world.finding?.isUnsure ?? false == row.isUnsure)
        #expect(world.posture?.isDeleted == row.step.isDeletion)
        let isOpen = world.posture?.rules.first?.isOpen ?? false
        #expect(isOpen == (row.status == .open))
    }

    @Test("a finding keeps its beginning until it is opened again")
    func since() {
        var world = World()
        _ = world.apply(Self.fail)
        let first = world.finding?.since
        _ = world.apply(Step(outcome: .fail(value: "other")))
        #expect(world.finding?.since == first)
        _ = world.apply(Self.pass)
        #expect(world.finding?.since == first)
        _ = world.apply(Self.fail)
        #expect(world.finding?.since != first)
    }

    @Test("a rule that is named twice counts once")
    func twice() throws {
        var world = World()
        let applied = world.apply([.fail(), .other(.pass)])
        let fold = try #require(applied)
        #expect(fold.posture.rules.count == 1)
        #expect(fold.changes.count == 1)
    }

    @Test("five transitions within an hour are told as flapping, once")
    func flapping() {
        var world = World(step: .seconds(60))
        var seen: [Flapping] = []
        for round in 0..<7 {
            _ = world.apply(round.isMultiple(of: 2) ? Self.fail : Self.pass)
            seen.append(world.finding?.flapping ?? .none)
        }
        #expect(seen == [.none, .none, .none, .none, .started, .ongoing, .ongoing])
        world.now = world.now + .seconds(7_200)
        _ = world.apply(Self.pass)
        #expect(world.finding?.flapping == Flapping.none)
    }

    @Test("what the journal keeps of a rule reads back as it was")
    func stored() {
        let states = [
            RuleState(rule: 7, outcome: 2, severity: 3, isOpen: true, isUnsure: false, text: .max),
            RuleState(rule: .max, outcome: 5, severity: 0, isOpen: true, isUnsure: true, text: 1),
        ]
        #expect(states.stored.count == 40)
        #expect(states.stored.withUnsafeBytes { [RuleState](stored: $0) } == states)
    }

    /// One resource with one rule, and the findings of a table.
    struct World {
        var step = Duration.seconds(3_600)
        var now = PostureFoldTests.start
        var seq: Int64 = 0
        var posture: ResourcePosture?
        var finding: Finding?

        init(step: Duration = .seconds(3_600)) { self.step = step }

        mutating func apply(_ step: Step) -> PostureFold? {
            apply(step.outcome.map { [$0] } ?? [], isDeletion: step.isDeletion)
        }

        mutating func apply(_ outcomes: [RuleOutcome], isDeletion: Bool = false) -> PostureFold? {
            now = now + step
            seq += 1
            let assessment = Assessment(
                standing: Standing(
                    change: seq,
                    source: 1,
                    version: nil,
                    observedAt: now,
                    policyVersion: 1,
                    assessment: seq
                ),
                isDeletion: isDeletion,
                outcomes: outcomes.map { (1, $0) },
                since: now,
                recordedAt: now
            )
            guard let fold = PostureFold(assessment, into: posture, finding: { _ in finding }) else { return nil }
            posture = fold.posture
            if let change = fold.changes.last { finding = change.finding }
            return fold
        }
    }
}
