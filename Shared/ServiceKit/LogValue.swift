import JSON

/// Holds a datum of a log line.
public enum LogValue: Sendable, Hashable {
    /// A text; never a secret or a payload.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case double(Double)
    /// A truth value.
    case bool(Bool)

    /// A whole number of any type, held at the limits of 64 bits.
    public static func int(_ value: some BinaryInteger) -> LogValue { .integer(Int64(clamping: value)) }

    /// A duration in milliseconds, for keys that end in `.ms`.
    public static func milliseconds(_ duration: Duration) -> LogValue {
        let (seconds, attoseconds) = duration.components
        // To the microsecond: more digits only make the line longer.
        return .double(Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1000)
    }

    /// An error in its own words.
    public static func error(_ error: any Error) -> LogValue { .string(String(describing: error)) }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .string(let value): writer.string(value)
        case .integer(let value): writer.int(value)
        case .double(let value): writer.double(value)
        case .bool(let value): writer.bool(value)
        }
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    /// Makes a text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a number.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
