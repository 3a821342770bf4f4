extension Quantity {
    /// Says why a text is no quantity.
    enum Mistake: Error, Sendable { case malformed, tooLarge }

    /// The factor that a suffix stands for: 2 to a power times 10 to a power.
    private struct Scale {
        var two = 0
        var ten = 0
        var format = Format.decimal
    }

    /// Reads a sign, digits with or without a point, and a suffix or an exponent.
    ///
    /// What is finer than a billionth is rounded away from zero, so that some of a resource never becomes none of it.
    static func reading(_ text: UTF8View) throws(Mistake) -> Quantity {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest[whole.endIndex...]
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest[fraction.endIndex...]
        }
        guard !whole.isEmpty || !fraction.isEmpty, let scale = scale(rest) else { throw .malformed }
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        var value: Int128 = 0
        for digits in [whole, fraction] {
            for byte in digits { value = try add(try multiply(value, 10), Int128(byte - UInt8(ascii: "0"))) }
        }
        for _ in 0..<scale.two { value = try multiply(value, 2) }
        value = try shift(value, scale.ten + 9 - fraction.count)
        return Quantity(billionths: isNegative ? -value : value, format: scale.format)
    }

    private static func multiply(_ a: Int128, _ b: Int128) throws(Mistake) -> Int128 {
        let (product, isOver) = a.multipliedReportingOverflow(by: b)
        if isOver { throw .tooLarge }
        return product
    }

    private static func add(_ a: Int128, _ b: Int128) throws(Mistake) -> Int128 {
        let (sum, isOver) = a.addingReportingOverflow(b)
        if isOver { throw .tooLarge }
        return sum
    }

    /// Moves the decimal point, rounding up.
    private static func shift(_ value: Int128, _ places: Int) throws(Mistake) -> Int128 {
        guard value != 0 else { return 0 }
        var value = value
        // No number that fits has more than 39 digits.
        for _ in 0..<min(max(places, 0), 40) { value = try multiply(value, 10) }
        guard places < 0 else { return value }
        var hasRest = false
        for _ in 0..<min(-places, 40) {
            hasRest = hasRest || value % 10 != 0
            value /= 10
        }
        return hasRest ? value + 1 : value
    }

    private static func scale(_ suffix: Slice<UTF8View>) -> Scale? {
        let name = String(decoding: suffix.prefix(24), as: UTF8.self)
        if let index = suffixes.firstIndex(of: name) { return Scale(ten: index * 3 - 9) }
        if name.count == 2, name.last == "i", let index = ["K", "M", "G", "T", "P", "E"].firstIndex(of: name.prefix(1))
        {
            return Scale(two: (index + 1) * 10, format: .binary)
        }
        guard suffix.count < 24, let first = name.first, first == "e" || first == "E" else { return nil }
        // Past some hundreds every exponent means the same: too large, or a billionth.
        guard let exponent = Int64(name.dropFirst()) else { return nil }
        return Scale(ten: Int(min(max(exponent, -400), 400)), format: .exponent)
    }
}
