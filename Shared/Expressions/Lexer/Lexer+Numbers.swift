extension Lexer {
    mutating func number() -> Token.Kind {
        let start = position
        if byte() == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x"), byte(2).hexDigit != nil {
            position += 2
            let digits = position
            while byte().hexDigit != nil { position += 1 }
            return integer(start, digits, radix: 16)
        }
        while byte().isDigit { position += 1 }
        var isDouble = false
        if byte() == UInt8(ascii: "."), byte(1).isDigit {
            isDouble = true
            position += 1
            while byte().isDigit { position += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e"), exponentLength() > 0 {
            isDouble = true
            position += exponentLength()
            while byte().isDigit { position += 1 }
        }
        return isDouble ? double(start) : integer(start, start, radix: 10)
    }

    /// Bytes of `e`, its sign and its first digit; 0 when this is no exponent.
    private func exponentLength() -> Int {
        if byte(1).isDigit { return 2 }
        let isSign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
        return isSign && byte(2).isDigit ? 3 : 0
    }

    private mutating func double(_ start: Int) -> Token.Kind {
        let text = "0" + String(decoding: bytes[start..<position], as: UTF8.self)
        if refusesSuffix(start) { return .mistake }
        guard let value = Double(text), value.isFinite else {
            report(start, "the number is out of range of a double")
            return .mistake
        }
        return .double(value)
    }

    private mutating func integer(_ start: Int, _ digits: Int, radix: Int) -> Token.Kind {
        let text = String(decoding: bytes[digits..<position], as: UTF8.self)
        let value = UInt64(text, radix: radix)
        if byte() | 0x20 == UInt8(ascii: "u") {
            position += 1
            if refusesSuffix(start) { return .mistake }
            guard let value else {
                report(start, "the number does not fit 64 bits; the greatest is 18446744073709551615u")
                return .mistake
            }
            return .uint(value)
        }
        if refusesSuffix(start) { return .mistake }
        guard let value, value <= UInt64(Int64.max) + 1 else {
            report(start, "the number does not fit a signed 64-bit integer; unsigned ones end in 'u'")
            return .mistake
        }
        return value > UInt64(Int64.max) ? .intMagnitude : .int(Int64(value))
    }

    /// Skips letters glued to a number, which are always a mistake, reported here.
    private mutating func refusesSuffix(_ start: Int) -> Bool {
        guard byte().isLetter else { return false }
        let offset = position
        while byte().isLetter || byte().isDigit { position += 1 }
        let suffix = String(decoding: bytes[offset..<position], as: UTF8.self)
        let number = String(decoding: bytes[start..<offset], as: UTF8.self)
        let advice: String
        switch suffix {
        case "s", "m", "h", "ms", "us", "ns": advice = "; a duration is duration('\(number)\(suffix)')"
        case "d": advice = "; a day is duration('24h')"
        case _ where suffix.first == "_": advice = "; digits are not grouped"
        case "L", "l", "f", "F", "n": advice = "; numbers have no such suffix"
        default: advice = ""
        }
        report(offset, "unexpected '\(suffix)' after the number \(number)\(advice)")
        return true
    }
}
