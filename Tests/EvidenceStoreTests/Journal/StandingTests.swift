import Messages
import Testing

@testable import EvidenceStore

struct StandingTests {
    static func standing(
        version: Int64? = nil,
        source: Int64 = 1,
        at seconds: Int64 = 0,
        policy: Int64 = 1,
        assessment: Int64 = 1
    ) -> Standing {
        Standing(
            change: 1,
            source: source,
            version: version,
            observedAt: Timestamp(milliseconds: seconds * 1_000),
            policyVersion: policy,
            assessment: assessment
        )
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: Standing
        var new: Standing
        var isNewer: Bool
    }

    static let rows = [
        Row(
            testDescription: "higher version, older time",
            old: standing(version: 1, at: 9),
            new: standing(version: 2),
            isNewer: true
        ),
        Row(
            testDescription: "lower version, newer time",
            old: standing(version: 2),
            new: standing(version: 1, at: 9),
            isNewer: false
        ),
        Row(
            testDescription: "versions of two sources: time decides",
            old: standing(version: 9, source: 1, at: 1),
            new: standing(version: 1, source: 2, at: 2),
            isNewer: true
        ),
        Row(
            testDescription: "one without a version: time decides",
            old: standing(version: 9, at: 1),
            new: standing(at: 2),
            isNewer: true
        ),
        Row(testDescription: "late", old: standing(at: 2), new: standing(at: 1, assessment: 9), isNewer: false),
        Row(
            testDescription: "same version, other time: policy decides",
            old: standing(version: 1, at: 9, policy: 1),
            new: standing(version: 1, at: 1, policy: 2),
            isNewer: true
        ),
        Row(
            testDescription: "same state, older policy",
            old: standing(policy: 2),
            new: standing(policy: 1, assessment: 9),
            isNewer: false
        ),
        Row(
            testDescription: "same state and policy: the number decides",
            old: standing(),
            new: standing(assessment: 2),
            isNewer: true
        ),
        Row(testDescription: "the same again", old: standing(), new: standing(), isNewer: false),
    ]

    @Test("the newer of two is told by version, time, policy and number", arguments: rows)
    func order(row: Row) {
        #expect(row.new.isNewer(than: row.old) == row.isNewer)
    }

    struct LeapRow: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: Standing?
        var new: Standing
        var observed: Int64 = 0
        var leap: Leap?
    }

    static let leaps = [
        LeapRow(testDescription: "one step", old: standing(version: 1), new: standing(version: 2)),
        LeapRow(
            testDescription: "a huge step",
            old: standing(version: 1),
            new: standing(version: .max),
            leap: .version
        ),
        LeapRow(
            testDescription: "overflow",
            old: standing(version: .min),
            new: standing(version: .max),
            leap: .version
        ),
        LeapRow(
            testDescription: "back though later",
            old: standing(version: 9, at: 0),
            new: standing(version: 1, at: 7_200),
            leap: .version
        ),
        LeapRow(
            testDescription: "ahead though earlier",
            old: standing(version: 1, at: 7_200),
            new: standing(version: 2, at: 0),
            leap: .version
        ),
        LeapRow(testDescription: "of two sources", old: standing(version: 1), new: standing(version: .max, source: 2)),
        LeapRow(testDescription: "first", old: nil, new: standing(version: .max)),
        LeapRow(testDescription: "a clock ahead", old: nil, new: standing(), observed: 61, leap: .time),
        LeapRow(testDescription: "a clock a little ahead", old: nil, new: standing(), observed: 59),
    ]

    @Test("a version or a time that leaps is seen", arguments: leaps)
    func leap(row: LeapRow) {
        let leap = Leap.find(
            in: row.new,
            after: row.old,
            observedAt: Timestamp(milliseconds: row.observed * 1_000),
            recordedAt: Timestamp(milliseconds: 0)
        )
        #expect(leap == row.leap)
    }
}
