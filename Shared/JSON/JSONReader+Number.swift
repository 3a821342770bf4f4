extension JSONReader {
    /// Reads a number: an integer when it is written as one, else a double.
    mutating func readNumber() throws(JSONError) {
        let start = position
        let negative = base[position] == UInt8(ascii: "-")
        if negative { position += 1 }
        var magnitude: UInt64 = 0
        var overflow = false
        let digits = position
        while let digit = digit() {
            let (times, high) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = times.addingReportingOverflow(UInt64(digit))
            overflow = overflow || high || carry
            magnitude = sum
            position += 1
        }
        guard position > digits else { throw position < length ? JSONError(.invalidNumber, offset: start) : end }
        guard base[digits] != UInt8(ascii: "0") || position == digits + 1 else {
            throw JSONError(.invalidNumber, offset: start)
        }
        if position < length, base[position] == UInt8(ascii: ".") || base[position] | 0x20 == UInt8(ascii: "e") {
            return try readDouble(start, negative: negative, integer: overflow ? nil : magnitude)
        }
        guard !overflow else { throw JSONError(.numberOutOfRange, offset: start) }
        try appendInteger(start, negative: negative, magnitude: magnitude)
    }

    private mutating func appendInteger(_ start: Int, negative: Bool, magnitude: UInt64) throws(JSONError) {
        var kind = JSONKind.int
        var bits = magnitude
        if negative {
            guard magnitude <= UInt64(Int64.max) + 1 else { throw JSONError(.numberOutOfRange, offset: start) }
            bits = 0 &- magnitude
        } else if magnitude > UInt64(Int64.max) {
            kind = .uint
        }
        tape.append(JSONEntry(kind, start: start, end: position, payload: bits))
    }

    private mutating func readDouble(_ start: Int, negative: Bool, integer: UInt64?) throws(JSONError) {
        var mantissa = integer
        var scale = 0
        if base[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = position
            while let digit = digit() {
                mantissa = mantissa.flatMap { $0 < 1 << 53 ? $0 * 10 + UInt64(digit) : nil }
                position += 1
            }
            scale = fraction - position
            guard scale < 0 else { throw position < length ? JSONError(.invalidNumber, offset: start) : end }
        }
        if position < length, base[position] | 0x20 == UInt8(ascii: "e") { scale += try readExponent(start) }
        let value = exactly(mantissa, scale) ?? slowly(start)
        guard let value, value.isFinite else { throw JSONError(.numberOutOfRange, offset: start) }
        let signed = negative ? -abs(value) : value
        tape.append(JSONEntry(.double, start: start, end: position, payload: signed.bitPattern))
    }

    private mutating func readExponent(_ start: Int) throws(JSONError) -> Int {
        position += 1
        let negative = position < length && base[position] == UInt8(ascii: "-")
        if negative || position < length && base[position] == UInt8(ascii: "+") { position += 1 }
        let digits = position
        var exponent = 0
        while let digit = digit() {
            // Past any double; the text itself is read then.
            exponent = min(exponent * 10 + Int(digit), 100_000)
            position += 1
        }
        guard position > digits else { throw position < length ? JSONError(.invalidNumber, offset: start) : end }
        return negative ? -exponent : exponent
    }

    /// The value when one rounding gives it: both parts are exact doubles.
    ///
    /// Source: Clinger, "How to read floating point numbers accurately".
    private func exactly(_ mantissa: UInt64?, _ scale: Int) -> Double? {
        guard let mantissa, mantissa <= 1 << 53, scale >= -22, scale <= 22 else { return nil }
        return scale < 0 ? Double(mantissa) / powersOfTen[-scale] : Double(mantissa) * powersOfTen[scale]
    }

    private func slowly(_ start: Int) -> Double? {
        Double(String(decoding: source[start..<position], as: UTF8.self))
    }

    private var end: JSONError { JSONError(.unexpectedEnd, offset: length) }

    @inline(__always)
    private func digit() -> UInt8? {
        guard position < length else { return nil }
        let digit = base[position] &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}

/// Exact doubles from 1 to 10^22.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21,
    1e22,
]
