/// An amount of a resource as Kubernetes writes it, such as `1.5Gi` or `200m`: an exact number of billionths.
///
/// Kubernetes keeps larger numbers than ±1.7 × 10^29 and cuts binary ones at 2^63 - 1; here both are refused as too large.
/// Source: Kubernetes, package apimachinery/pkg/api/resource, `Quantity`.
struct Quantity: BitwiseCopyable, Sendable {
    private static let one: Int128 = 1_000_000_000

    /// How it was written, and so how it is written again.
    enum Format: Sendable { case decimal, binary, exponent }

    private let high: Int64
    private let low: UInt64
    let format: Format

    init(billionths: Int128, format: Format) {
        high = Int64(truncatingIfNeeded: billionths >> 64)
        low = UInt64(truncatingIfNeeded: billionths)
        self.format = format
    }

    /// A whole number.
    init(_ value: Int64) { self.init(billionths: Int128(value) * Self.one, format: .exponent) }

    /// The amount times 10^9.
    var billionths: Int128 { Int128(high) << 64 | Int128(low) }

    var sign: Int64 { Int64(billionths.signum()) }

    /// The amount as an integer; nil when it has a fraction or is too large.
    var integer: Int64? {
        let (quotient, remainder) = billionths.quotientAndRemainder(dividingBy: Self.one)
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }

    var approximate: Double { Double(billionths) / 1e9 }

    /// The sum, written as the first is unless that is zero; nil when it is too large.
    func adding(_ other: Quantity) -> Quantity? {
        let (sum, isOver) = billionths.addingReportingOverflow(other.billionths)
        return isOver ? nil : Quantity(billionths: sum, format: sign == 0 ? other.format : format)
    }

    /// The difference, written as the first is unless that is zero; nil when it is too large.
    func subtracting(_ other: Quantity) -> Quantity? {
        let (difference, isOver) = billionths.subtractingReportingOverflow(other.billionths)
        return isOver ? nil : Quantity(billionths: difference, format: sign == 0 ? other.format : format)
    }

    /// The shortest spelling without a fraction: `1.5Gi` is `1536Mi`.
    var text: String {
        var value = billionths
        let (whole, rest) = value.quotientAndRemainder(dividingBy: Self.one)
        if format == .binary, rest == 0, whole.magnitude >= 1_024 {
            var amount = whole
            var power = 0
            while amount % 1_024 == 0, power < 6 {
                amount /= 1_024
                power += 1
            }
            return "\(amount)\(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power])"
        }
        guard value != 0 else { return "0" }
        var power = -3
        while value % 1_000 == 0, power < 6 || format == .exponent {
            value /= 1_000
            power += 1
        }
        let suffix = format == .exponent ? power == 0 ? "" : "e\(power * 3)" : Self.suffixes[power + 3]
        return "\(value)\(suffix)"
    }

    /// From 10^-9 to 10^18 by thousands.
    static let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
}
