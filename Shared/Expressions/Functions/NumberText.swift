/// Reads and writes numbers and truth values as conversions do.
///
/// The specification leaves the spellings open, so those of cel-go are taken, which are Go's `strconv`: decimal digits with an
/// optional sign, nothing around or between them. Of what Go reads besides, hexadecimal doubles are refused: cel-cpp refuses
/// them, and no setting spells numbers so.
enum NumberText {
    enum Reading<T> {
        case value(T)
        /// A number, but outside the type.
        case tooLarge
        case malformed
    }

    /// `42`, `-42` or `+42`.
    static func int(_ text: UTF8View) -> Reading<Int64> {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative || text.first == UInt8(ascii: "+") ? UTF8View(rebasing: text.dropFirst()) : text
        guard case .value(let magnitude) = uint(digits) else {
            if case .tooLarge = uint(digits) { return .tooLarge }
            return .malformed
        }
        if isNegative { return magnitude <= 1 << 63 ? .value(Int64(truncatingIfNeeded: 0 &- magnitude)) : .tooLarge }
        return Int64(exactly: magnitude).map { .value($0) } ?? .tooLarge
    }

    /// `42`; no sign.
    static func uint(_ text: UTF8View) -> Reading<UInt64> {
        guard !text.isEmpty, text.allSatisfy(\.isDigit) else { return .malformed }
        var value: UInt64 = 0
        for byte in text {
            let (scaled, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(UInt64(byte - 0x30))
            if high || carry { return .tooLarge }
            value = sum
        }
        return .value(value)
    }

    /// `1`, `-1.5`, `.5`, `1.`, `1e-9`, and in any case `NaN`, `Inf` and `Infinity`, the last two with a sign or without.
    static func double(_ text: UTF8View) -> Reading<Double> {
        let hasSign = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        let isNegative = text.first == UInt8(ascii: "-")
        let magnitude = hasSign ? UTF8View(rebasing: text.dropFirst()) : text
        if !hasSign, magnitude.isLowercasedEqual("nan") { return .value(.nan) }
        if magnitude.isLowercasedEqual("inf") || magnitude.isLowercasedEqual("infinity") {
            return .value(isNegative ? -.infinity : .infinity)
        }
        guard isDecimal(magnitude), let value = Double(String(decoding: text, as: UTF8.self)) else { return .malformed }
        return value.isFinite ? .value(value) : .tooLarge
    }

    private static func isDecimal(_ text: UTF8View) -> Bool {
        var rest = text[...]
        func takeDigits() -> Int {
            let digits = rest.prefix { $0.isDigit }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        var digits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += takeDigits()
        }
        guard digits > 0 else { return false }
        guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") else { return rest.isEmpty }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return takeDigits() > 0 && rest.isEmpty
    }

    /// The spellings that the specification's cases know, and no others.
    static func bool(_ text: UTF8View) -> Reading<Bool> {
        let truths: [StaticString] = ["true", "True", "TRUE", "t", "T", "1"]
        let untruths: [StaticString] = ["false", "False", "FALSE", "f", "F", "0"]
        if truths.contains(where: { text.isEqualText($0) }) { return .value(true) }
        return untruths.contains(where: { text.isEqualText($0) }) ? .value(false) : .malformed
    }

    /// A double as short as it can be and still read as the same, as cel-go and cel-cpp write it: `0.1`, `5`, `1e+06`.
    static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return String(decoding: ExactDecimal(shortest: number).generalText, as: UTF8.self)
    }
}

extension UTF8View {
    /// Whether these bytes are a lowercase ASCII text once they are lowercased.
    fileprivate func isLowercasedEqual(_ text: StaticString) -> Bool {
        let wanted = UTF8View(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return count == wanted.count && zip(self, wanted).allSatisfy { $0 | 0x20 == $1 }
    }
}
