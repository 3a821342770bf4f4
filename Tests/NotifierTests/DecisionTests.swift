import Testing

@testable import Notifier

@Suite("Deciding whether to try again")
struct DecisionTests {
    struct Row: Sendable {
        let attempt: Attempt
        let delivery: Int
        var schedule = RetrySchedule.webhook
        let expected: Decision
    }

    static let rows: [Row] = [
        Row(attempt: .sent(.init(code: 200, text: "")), delivery: 1, expected: .sent),
        Row(attempt: .transient(.status, ""), delivery: 1, expected: .again(.status, after: .seconds(5))),
        Row(attempt: .transient(.timeout, ""), delivery: 2, expected: .again(.timeout, after: .seconds(300))),
        Row(attempt: .transient(.closed, ""), delivery: 9, expected: .again(.closed, after: .seconds(86_400))),
        Row(attempt: .transient(.status, ""), delivery: 10, expected: .givenUp(.status, isPermanent: false)),
        Row(attempt: .permanent(.gone, ""), delivery: 1, expected: .givenUp(.gone, isPermanent: true)),
        // The receiver's wish is a least wait: it never shortens the schedule, or ten tries would be over in no time.
        Row(
            attempt: .transient(.busy, "", wait: .seconds(60)),
            delivery: 1,
            expected: .again(.busy, after: .seconds(60))
        ),
        Row(
            attempt: .transient(.busy, "", wait: .seconds(1)),
            delivery: 2,
            expected: .again(.busy, after: .seconds(300))
        ),
        Row(
            attempt: .transient(.greylisted, ""),
            delivery: 1,
            schedule: .email,
            expected: .again(.greylisted, after: .seconds(300))
        ),
        Row(
            attempt: .transient(.unreachable, ""),
            delivery: 1,
            schedule: .email,
            expected: .again(.unreachable, after: .seconds(15))
        ),
        Row(
            attempt: .transient(.unreachable, ""),
            delivery: 14,
            schedule: .email,
            expected: .givenUp(.unreachable, isPermanent: false)
        ),
    ]

    @Test("a try leads to the next one, at its time, or to none", arguments: rows)
    func decide(_ row: Row) {
        let found = Decision(row.attempt, delivery: row.delivery, schedule: row.schedule, jitter: 0)
        #expect(found == row.expected)
    }

    @Test("what failed together is spread over a tenth of the wait")
    func jitter() {
        let attempt = Attempt.transient(.status, "")
        let most = Decision(attempt, delivery: 2, schedule: .webhook, jitter: 1)
        #expect(most == .again(.status, after: .seconds(330)))
    }

    @Test("the webhook schedule adds up to three days, the mail schedule to more than four")
    func sums() {
        let webhook = RetrySchedule.webhook.waits.reduce(Duration.zero, +)
        let email = RetrySchedule.email.waits.reduce(Duration.zero, +)
        let standard = Duration.seconds(272_105)
        #expect(webhook == standard)
        #expect(email > Duration.seconds(345_600))
    }
}
