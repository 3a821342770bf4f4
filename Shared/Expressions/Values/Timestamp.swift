/// A point in time from year 1 to year 9999, to the nanosecond.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    /// Nanoseconds after those, 0 to 999,999,999.
    public let nanoseconds: Int32

    /// Seconds of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    ///
    /// Source: google.protobuf.Timestamp.
    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Makes a point in time; nil when it is outside the years 1 to 9999.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Orders by time.
    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }

    /// The time a span later; nil when that leaves the range.
    func adding(nanoseconds span: Int64) -> Timestamp? {
        let sum = Int64(nanoseconds) + span % 1_000_000_000
        let carry = sum < 0 ? -1 : sum / 1_000_000_000
        let rest = Int32(sum - carry * 1_000_000_000)
        return Timestamp(seconds: seconds + span / 1_000_000_000 + carry, nanoseconds: rest)
    }

    /// The span since another time in nanoseconds; nil when it does not fit 64 bits.
    func nanoseconds(since other: Timestamp) -> Int64? {
        let (scaled, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(Int64(nanoseconds) - Int64(other.nanoseconds))
        return overflow || carry ? nil : sum
    }
}

/// A date and time of day in some time zone.
struct CivilTime: Sendable {
    let year: Int
    /// 1 to 12.
    let month: Int
    /// 1 to 31.
    let day: Int
    /// Seconds since midnight.
    let secondOfDay: Int
    /// Days since 1970-01-01.
    let dayNumber: Int

    /// Splits seconds since 1970, already shifted by the zone's offset.
    ///
    /// Source: Hinnant, "chrono-compatible low-level date algorithms".
    init(seconds: Int64) {
        let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        dayNumber = days
        secondOfDay = Int(seconds) - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// 0 for the first of January.
    var dayOfYear: Int { dayNumber - Self.days(year: year, month: 1, day: 1) }

    /// 0 for Sunday; 1970 began on a Thursday.
    var dayOfWeek: Int { ((dayNumber + 4) % 7 + 7) % 7 }

    /// Days from 1970-01-01 to a date.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
