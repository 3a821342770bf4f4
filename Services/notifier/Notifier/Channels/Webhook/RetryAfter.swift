import Foundation

/// Reads what a receiver says about when to come again.
///
/// Source: RFC 9110, 10.2.3 (Retry-After) and 5.6.7 (the three forms of a date).
enum RetryAfter {
    /// The longest wait that is believed: a receiver may not silence us for longer than the last step of the schedule.
    static let longest = Duration.seconds(24 * 3600)

    /// Returns the wait that `text` asks for, 0 to ``longest``; nil when it is neither seconds nor a date.
    static func wait(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return bounded(Double(text) ?? .infinity)
        }
        return date(text, now: now).map { bounded($0.timeIntervalSince(now).rounded(.up)) }
    }

    private static func bounded(_ seconds: Double) -> Duration {
        .seconds(min(max(seconds, 0), 24 * 3600))
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
    private static func date(_ text: String, now: Date) -> Date? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" }).map(String.init)
        switch words.count {
        case 6 where words[5] == "GMT":
            return date(day: words[1], month: words[2], year: words[3], time: words[4], now: now)
        case 5:
            return date(day: words[2], month: words[1], year: words[4], time: words[3], now: now)
        default:
            return nil
        }
    }

    private static func date(day: String, month: String, year: String, time: String, now: Date) -> Date? {
        let clock = time.split(separator: ":").compactMap { UInt8($0) }
        guard let day = UInt8(day), let month = months.firstIndex(of: month), var year = UInt16(year).map(Int.init),
            clock.count == 3, (1...31).contains(day), clock[0] < 24, clock[1] < 60, clock[2] <= 60
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        if year < 100 {
            // Two digits that seem more than fifty years ahead are of the century before (RFC 9110, 5.6.7).
            let current = calendar.component(.year, from: now)
            year += current / 100 * 100
            if year > current + 50 { year -= 100 }
        }
        let parts = DateComponents(
            year: year,
            month: month + 1,
            day: Int(day),
            hour: Int(clock[0]),
            minute: Int(clock[1]),
            second: Int(clock[2])
        )
        return calendar.date(from: parts)
    }
}
