/// Says how long to wait before each further try, and after how many to give up.
struct RetrySchedule: Sendable, Equatable {
    /// The wait after the first failed try, after the second, and so on; one more failure than there are waits is the end.
    let waits: [Duration]

    /// Ten tries over a little more than three days.
    ///
    /// Source: Standard Webhooks, "Deliverability and reliability", example retry schedule.
    static let webhook = RetrySchedule(waits: [
        .seconds(5), .seconds(300), .seconds(1_800), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
    ])

    /// Soon at first, because an alert is urgent, then for more than four days.
    ///
    /// Source: RFC 5321 4.5.4.1, which asks for a give-up time of at least four to five days.
    static let email = RetrySchedule(waits: [
        .seconds(15), .seconds(60), .seconds(300), .seconds(900), .seconds(1_800), .seconds(3600), .seconds(2 * 3600),
        .seconds(4 * 3600), .seconds(8 * 3600), .seconds(16 * 3600), .seconds(24 * 3600), .seconds(24 * 3600),
        .seconds(24 * 3600),
    ])

    /// A full disk is mended by somebody within a day, or it is no use.
    static let directory = RetrySchedule(waits: [
        .seconds(5), .seconds(60), .seconds(300), .seconds(1_800), .seconds(2 * 3600), .seconds(6 * 3600),
        .seconds(14 * 3600),
    ])

    /// Returns the wait after try number `delivery` (1, 2, …) has failed; nil when that was the last.
    func wait(after delivery: Int) -> Duration? {
        waits.indices.contains(delivery - 1) ? waits[delivery - 1] : nil
    }
}
