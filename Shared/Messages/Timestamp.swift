/// A moment in UTC, in microseconds since 1970; on the wire an RFC 3339 text such as `2026-11-20T01:02:03.456Z`.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var microseconds: Int64

    /// Takes microseconds since 1970.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Takes milliseconds since 1970.
    public init(milliseconds: Int64) { self.microseconds = milliseconds * 1_000 }

    /// Milliseconds since 1970, rounded down.
    public var milliseconds: Int64 { Self.floor(microseconds, 1_000) }

    /// Seconds since 1970, rounded down.
    public var seconds: Int64 { Self.floor(microseconds, 1_000_000) }

    /// The calendar month in UTC as a number such as 202611.
    public var month: Int32 {
        let (year, month, _) = Self.civil(fromDays: Self.floor(seconds, 86_400))
        return Int32(year * 100 + month)
    }

    /// Reads RFC 3339 text with `Z` or an offset and up to nine decimals; nil for anything else.
    ///
    /// Years 0001 to 9999; a leap second (`:60`) is read as the second after. Source: RFC 3339, section 5.6.
    public init?(_ text: String) {
        var text = text
        guard let value = text.withUTF8({ Self(utf8: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = value
    }

    /// Reads the same text from bytes.
    public init?(utf8 bytes: UnsafeRawBufferPointer) {
        var reader = TimestampReader(bytes: bytes)
        guard let microseconds = reader.read() else { return nil }
        self.init(microseconds: microseconds)
    }

    /// RFC 3339 text in UTC with three decimals, or six where the microseconds need them.
    public var text: String {
        let (days, second) = (Self.floor(seconds, 86_400), seconds - Self.floor(seconds, 86_400) * 86_400)
        let (year, month, day) = Self.civil(fromDays: days)
        let fraction = microseconds - seconds * 1_000_000
        let withMicroseconds = fraction % 1_000 != 0
        return String(unsafeUninitializedCapacity: 27) { buffer in
            var place = 0
            func digits(_ value: Int64, _ width: Int) {
                var rest = value
                for index in stride(from: width - 1, through: 0, by: -1) {
                    buffer[place + index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                place += width
            }
            func mark(_ byte: UInt8) {
                buffer[place] = byte
                place += 1
            }
            digits(year, 4)
            mark(UInt8(ascii: "-"))
            digits(month, 2)
            mark(UInt8(ascii: "-"))
            digits(day, 2)
            mark(UInt8(ascii: "T"))
            digits(second / 3_600, 2)
            mark(UInt8(ascii: ":"))
            digits(second / 60 % 60, 2)
            mark(UInt8(ascii: ":"))
            digits(second % 60, 2)
            mark(UInt8(ascii: "."))
            if withMicroseconds { digits(fraction, 6) } else { digits(fraction / 1_000, 3) }
            mark(UInt8(ascii: "Z"))
            return place
        }
    }

    /// The moment `duration` later.
    public static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(microseconds: left.microseconds + right.microseconds)
    }

    /// The time from `right` to `left`; negative where `left` is earlier.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }

    /// Year, month and day of a count of days since 1970 in the proleptic Gregorian calendar.
    ///
    /// Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days since 1970 of a date in the proleptic Gregorian calendar; the inverse of ``civil(fromDays:)``.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floor(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Timestamp: Comparable {
    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 text.
    public var description: String { text }
}

extension Timestamp: Codable {
    /// Reads RFC 3339 text; throws where it is not one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "not an RFC 3339 time: \(text.prefix(64))"
            )
        }
        self = value
    }

    /// Writes RFC 3339 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Duration {
    /// Whole microseconds, towards zero.
    public var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
