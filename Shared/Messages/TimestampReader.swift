/// Reads one RFC 3339 time from bytes.
struct TimestampReader {
    let bytes: UnsafeRawBufferPointer
    var place = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Microseconds since 1970; nil where the bytes are anything but one time.
    mutating func read() -> Int64? {
        guard let year = digits(4), year >= 1, skip("-"), let month = digits(2), (1...12).contains(month), skip("-"),
            let day = digits(2), (1...Self.length(of: month, in: year)).contains(day), skip("T") || skip("t"),
            let hour = digits(2), hour <= 23, skip(":"), let minute = digits(2), minute <= 59, skip(":"),
            let second = digits(2), second <= 60, let fraction = fraction(), let offset = offset(), place == bytes.count
        else { return nil }
        let days = Timestamp.days(year: year, month: month, day: day)
        return ((days * 24 + hour) * 60 + minute - offset) * 60_000_000 + second * 1_000_000 + fraction
    }

    private mutating func digits(_ width: Int) -> Int64? {
        guard place + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[place..<place + width] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        place += width
        return value
    }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
        place += 1
        return true
    }

    /// Microseconds; digits beyond the sixth are dropped, more than nine refused.
    private mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while place < bytes.count, let digit = digits(1) {
            if count < 6 { value = value * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    private mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours <= 23, skip(":"), let minutes = digits(2), minutes <= 59 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func length(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
