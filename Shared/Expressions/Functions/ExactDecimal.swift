/// A number as all of its decimal digits, for writing it with any precision and rounding once.
///
/// A double has up to 767 significant digits; they are computed with integers, so that halves are known to be halves.
struct ExactDecimal {
    let isNegative: Bool
    /// Digits 0 to 9 without leading zeros; empty for 0.
    private var digits: [UInt8]
    /// How many of the digits stand before the point; below zero for small numbers.
    private var point: Int

    init(_ magnitude: UInt64, isNegative: Bool = false) {
        self.isNegative = isNegative
        digits = magnitude == 0 ? [] : String(magnitude).utf8.map { $0 - 0x30 }
        point = digits.count
    }

    init(_ number: Int64) { self.init(number.magnitude, isNegative: number < 0) }

    /// A finite double, which is its significand times a power of two.
    init(_ number: Double) {
        isNegative = number.sign == .minus
        guard number != 0, number.isFinite else {
            digits = []
            point = 0
            return
        }
        let isNormal = number.exponentBitPattern > 0
        let significand = number.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = Int(max(number.exponentBitPattern, 1)) - 1075
        var limbs = Limbs(significand)
        // m / 2^k is m * 5^k / 10^k.
        if exponent < 0 { limbs.multiply(by: 5, times: -exponent) } else { limbs.multiply(by: 2, times: exponent) }
        digits = limbs.digits
        point = digits.count - max(0, -exponent)
    }

    /// What computing all digits of a double costs: those far from 1 have hundreds.
    static func cost(of number: Double) -> Int { 20 + abs(Int(number.exponentBitPattern) - 1075) >> 1 }

    /// The shortest digits that read as the same double.
    init(shortest number: Double) {
        let parts = number.magnitude.description.utf8.split(separator: UInt8(ascii: "e"))
        let exponent = parts.count > 1 ? Int(String(Substring(parts[1]))) ?? 0 : 0
        let whole = parts[0].prefix { $0 != UInt8(ascii: ".") }
        let all = parts[0].filter { $0.isDigit }.map { $0 - 0x30 }
        let zeros = all.prefix { $0 == 0 }.count
        isNegative = number.sign == .minus
        digits = Array(all.dropFirst(zeros))
        point = zeros == all.count ? 0 : whole.count + exponent - zeros
        while digits.last == 0 { digits.removeLast() }
    }

    /// Written in full, with as many digits after the point as there are.
    var plainText: [UInt8] { fixedText(precision: max(0, digits.count - point)) }

    /// As Go's `%g` writes the shortest digits: with an exponent from a million up, and below a ten-thousandth.
    var generalText: [UInt8] {
        let exponent = digits.isEmpty ? 0 : point - 1
        return (-4..<6).contains(exponent) ? plainText : scientificText(precision: digits.count - 1)
    }

    /// As C's `%.*f`.
    func fixedText(precision: Int) -> [UInt8] {
        let rounded = self.rounded(keeping: point + precision)
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        if rounded.point <= 0 { text.append(0x30) }
        for position in 0..<max(0, rounded.point) { text.append(rounded.digit(position)) }
        guard precision > 0 else { return text }
        text.append(UInt8(ascii: "."))
        for position in rounded.point..<(rounded.point + precision) { text.append(rounded.digit(position)) }
        return text
    }

    /// As C's `%.*e`.
    func scientificText(precision: Int) -> [UInt8] {
        let rounded = self.rounded(keeping: precision + 1)
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        text.append(rounded.digit(0))
        if precision > 0 { text.append(UInt8(ascii: ".")) }
        for position in 1..<(1 + max(0, precision)) { text.append(rounded.digit(position)) }
        let exponent = rounded.digits.isEmpty ? 0 : rounded.point - 1
        let sign = exponent < 0 ? "-" : "+"
        return text + Array("e\(sign)\(TimeText.padded(abs(exponent), 2))".utf8)
    }

    /// A digit as ASCII; 0 outside of those there are.
    private func digit(_ position: Int) -> UInt8 { 0x30 + (digits.indices.contains(position) ? digits[position] : 0) }

    /// With no more than so many digits; halves go to the even neighbour.
    private func rounded(keeping count: Int) -> ExactDecimal {
        guard count < digits.count else { return self }
        var result = self
        result.digits = Array(digits.prefix(max(0, count)))
        let next = count < 0 ? 0 : digits[count]
        let isHalf = next == 5 && digits.dropFirst(count + 1).allSatisfy { $0 == 0 }
        let isOdd = (result.digits.last ?? 0) % 2 == 1
        guard isHalf ? isOdd : next >= 5 else { return result }
        var position = result.digits.count - 1
        while position >= 0, result.digits[position] == 9 {
            result.digits[position] = 0
            position -= 1
        }
        if position >= 0 {
            result.digits[position] += 1
        } else {
            result.digits.insert(1, at: 0)
            result.point += 1
        }
        return result
    }
}

/// A natural number in groups of nine decimal digits, the lowest first.
private struct Limbs {
    private static let base: UInt64 = 1_000_000_000
    private var values: [UInt64]

    init(_ number: UInt64) { values = [number % Self.base, number / Self.base] }

    /// Many small factors are taken together, as long as they stay below the base, as the carry then does.
    mutating func multiply(by factor: UInt64, times: Int) {
        let together = factor == 2 ? 29 : 12
        var power: UInt64 = 1
        for _ in 0..<min(together, times) { power *= factor }
        for _ in 0..<(times / together) { multiply(by: power) }
        for _ in 0..<(times % together) { multiply(by: factor) }
    }

    private mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for position in values.indices {
            let product = values[position] * factor + carry
            values[position] = product % Self.base
            carry = product / Self.base
        }
        if carry > 0 { values.append(carry) }
    }

    var digits: [UInt8] {
        var digits = [UInt8](repeating: 0, count: values.count * 9)
        var position = digits.count
        for value in values {
            var rest = value
            for _ in 0..<9 {
                position -= 1
                digits[position] = UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
        return Array(digits.drop { $0 == 0 })
    }
}
