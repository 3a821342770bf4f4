/// Reads and writes times and spans: RFC 3339, and Go's spans such as `1h30m` or `-1.5s`.
enum TimeText {
    static func timestamp(_ text: UTF8View) -> Timestamp? {
        var scanner = DigitScanner(bytes: text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2), scanner.take(":"),
            let second = scanner.digits(2), let nanoseconds = scanner.fraction(), let offset = scanner.offset(),
            scanner.isAtEnd, (1...12).contains(month), day >= 1, day <= CivilTime.daysInMonth(year: year, month: month),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilTime.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Timestamp(seconds: Int64(seconds), nanoseconds: nanoseconds)
    }

    static func text(_ time: Timestamp) -> String {
        let civil = CivilTime(seconds: time.seconds)
        let second = civil.secondOfDay
        let date = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
        let clock = "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(date)T\(clock)\(fraction(Int(time.nanoseconds)))Z"
    }

    /// Nanoseconds of a span.
    ///
    /// Source: Go, `time.ParseDuration`.
    static func duration(_ text: UTF8View) -> Int64? {
        var scanner = DigitScanner(bytes: text)
        let isNegative = scanner.take("-")
        if !isNegative { _ = scanner.take("+") }
        guard !scanner.isAtEnd else { return nil }
        if text.isEqualText("0") || text.isEqualText("-0") || text.isEqualText("+0") { return 0 }
        var total: Int64 = 0
        while !scanner.isAtEnd {
            guard let part = scanner.spanPart() else { return nil }
            // Negative totals reach one further.
            let (sum, overflow) = total.subtractingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        if isNegative { return total }
        return total == .min ? nil : -total
    }

    static func text(nanoseconds: Int64) -> String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / 1_000_000_000)\(fraction(Int(magnitude % 1_000_000_000)))s"
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// A fraction of a second without trailing zeros.
    private static func fraction(_ nanoseconds: Int) -> String {
        guard nanoseconds > 0 else { return "" }
        var digits = padded(nanoseconds, 9)
        while digits.hasSuffix("0") { digits.removeLast() }
        return ".\(digits)"
    }
}

/// Reads numbers of known width.
private struct DigitScanner {
    let bytes: UTF8View
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + count)] {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    /// Nanoseconds of an optional `.123`; digits past the ninth are dropped.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var value: Int32 = 0
        var unit: Int32 = 100_000_000
        let start = position
        while position < bytes.count, bytes[position].isDigit {
            value += Int32(bytes[position] - 0x30) * unit
            unit /= 10
            position += 1
        }
        return position > start ? value : nil
    }

    /// Seconds east of UTC of `Z` or `+09:00`.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("-") ? -1 : 1
        guard sign == -1 || take("+"), let hours = digits(2), take(":"), let minutes = digits(2), hours < 24,
            minutes < 60
        else {
            return nil
        }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// One number and unit of a span, in nanoseconds.
    mutating func spanPart() -> Int64? {
        let start = position
        var whole: Int64 = 0
        while position < bytes.count, bytes[position].isDigit {
            let (scaled, high) = whole.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int64(bytes[position] - 0x30))
            guard !high, !carry else { return nil }
            whole = sum
            position += 1
        }
        var digits = position - start
        let (numerator, denominator) = take(".") ? spanFraction(&digits) : (0, 1)
        guard digits > 0, let unit = unit() else { return nil }
        // Below one nanosecond is cut off, as Go does; the quotient is below the unit.
        let product = numerator.multipliedFullWidth(by: UInt64(unit))
        let fraction = denominator.dividingFullWidth(product).quotient
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
        let (sum, carry) = scaled.addingReportingOverflow(Int64(fraction))
        return overflow || carry ? nil : sum
    }

    /// Digits behind a point as a fraction; those past the eighteenth are below any unit's nanosecond and dropped.
    private mutating func spanFraction(_ digits: inout Int) -> (numerator: UInt64, denominator: UInt64) {
        var (numerator, denominator): (UInt64, UInt64) = (0, 1)
        while position < bytes.count, bytes[position].isDigit {
            if denominator < 1_000_000_000_000_000_000 {
                numerator = numerator * 10 + UInt64(bytes[position] - 0x30)
                denominator *= 10
            }
            position += 1
            digits += 1
        }
        return (numerator, denominator)
    }

    private mutating func unit() -> Int64? {
        if take("h") { return 3_600_000_000_000 }
        if take("s") { return 1_000_000_000 }
        if take("n") { return take("s") ? 1 : nil }
        if take("u") || takeMicro() { return take("s") ? 1_000 : nil }
        guard take("m") else { return nil }
        return take("s") ? 1_000_000 : 60_000_000_000
    }

    /// The micro sign or the Greek letter, both of two bytes.
    private mutating func takeMicro() -> Bool {
        guard position + 1 < bytes.count,
            (bytes[position], bytes[position + 1]) == (0xC2, 0xB5)
                || (bytes[position], bytes[position + 1]) == (0xCE, 0xBC)
        else { return false }
        position += 2
        return true
    }
}

extension UTF8View {
    /// Whether these bytes are exactly an ASCII text.
    func isEqualText(_ text: StaticString) -> Bool {
        isEqual(UTF8View(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
