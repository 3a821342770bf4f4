import Glibc

/// A date and time of day in UTC, to the millisecond.
public struct WallTime: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var milliseconds: Int64

    /// The moment this many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Tells which moment comes first.
    public static func < (a: WallTime, b: WallTime) -> Bool { a.milliseconds < b.milliseconds }

    /// The moment as RFC 3339 writes it, in UTC with milliseconds: `2026-11-20T15:04:05.678Z`.
    ///
    /// Years outside 0 to 9999, which RFC 3339 cannot write, are held at its limits.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: 24) { writeRFC3339(into: $0) }
    }

    /// Writes the 24 bytes of ``rfc3339`` at the start of `buffer` and returns 24.
    public func writeRFC3339(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        precondition(buffer.count >= 24)
        let held = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (days, rest) = floorDivide(held, 86_400_000)
        let date = civilDate(days: days)
        func put(_ value: Int64, _ width: Int, at index: Int) {
            var value = value
            for place in stride(from: index + width - 1, through: index, by: -1) {
                buffer[place] = UInt8(ascii: "0") + UInt8(value % 10)
                value /= 10
            }
        }
        put(date.year, 4, at: 0)
        buffer[4] = UInt8(ascii: "-")
        put(date.month, 2, at: 5)
        buffer[7] = UInt8(ascii: "-")
        put(date.day, 2, at: 8)
        buffer[10] = UInt8(ascii: "T")
        put(rest / 3_600_000, 2, at: 11)
        buffer[13] = UInt8(ascii: ":")
        put(rest / 60_000 % 60, 2, at: 14)
        buffer[16] = UInt8(ascii: ":")
        put(rest / 1_000 % 60, 2, at: 17)
        buffer[19] = UInt8(ascii: ".")
        put(rest % 1_000, 3, at: 20)
        buffer[23] = UInt8(ascii: "Z")
        return 24
    }
}

/// Tells the date and time of day, which may jump when somebody sets it; a test passes its own.
public struct WallClock: Sendable {
    private let read: @Sendable () -> WallTime

    /// A clock that reads `read`.
    public init(_ read: @escaping @Sendable () -> WallTime) {
        self.read = read
    }

    /// The machine's own.
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Reads the clock; about 30 ns.
    public func now() -> WallTime { read() }
}

/// The quotient rounded towards minus infinity and the remainder that is never negative.
private func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let rest = value % divisor
    return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
}

/// The Gregorian date of a day counted from 1970-01-01.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
private func civilDate(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
}
