/// Reads and writes durations as people write them: `250ms`, `30s`, `1h30m`, `7d`.
public enum DurationText: Sendable {
    /// The words for "expected …" messages.
    public static let expectation = "a duration such as 250ms, 30s, 5m, 1h30m or 7d"

    private static let units: [(suffix: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1000),
    ]

    /// Reads one or more whole numbers, each with its unit (d, h, m, s, ms, us), or `0`; nil for anything else.
    public static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = text[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let suffix = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard let count = Int64(digits), let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
            let (part, tooLong) = count.multipliedReportingOverflow(by: unit.nanoseconds)
            let (sum, tooLongTogether) = total.addingReportingOverflow(part)
            guard !tooLong, !tooLongTogether else { return nil }
            total = sum
            rest = rest.dropFirst(digits.count + suffix.count)
        }
        return text.isEmpty ? nil : .nanoseconds(total)
    }

    /// Writes a duration so that ``parse(_:)`` reads it again, exact to the microsecond.
    public static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        var text = ""
        for (suffix, nanoseconds) in units where rest >= nanoseconds {
            text += "\(rest / nanoseconds)\(suffix)"
            rest %= nanoseconds
        }
        return text.isEmpty ? "0" : text
    }
}

extension YAMLNode {
    /// The duration; nil for anything else, also for a number without a unit.
    public var duration: Duration? {
        if int == 0 { return .zero }
        return string.flatMap(DurationText.parse)
    }
}

extension YAMLReader {
    /// Returns a duration that must be there.
    public func duration(_ key: String) -> Duration? {
        value(key, expecting: DurationText.expectation, \.duration)
    }

    /// Returns a duration, or nil when the key is absent.
    public func optionalDuration(_ key: String) -> Duration? {
        optionalValue(key, expecting: DurationText.expectation, \.duration)
    }
}
