extension Lexer {
    mutating func number() -> Token.Kind? {
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

    private mutating func double(_ start: Int) -> Token.Kind? {
        let text = "0" + String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite, !refusesSuffix(start) else {
            report(start, "the number is out of range of a double")
            return nil
        }
        return .double(value)
    }

    private mutating func integer(_ start: Int, _ digits: Int, radix: Int) -> Token.Kind? {
        let text = String(decoding: bytes[digits..<position], as: UTF8.self)
        let value = UInt64(text, radix: radix)
        if byte() | 0x20 == UInt8(ascii: "u") {
            position += 1
            guard let value, !refusesSuffix(start) else {
                report(start, "the number does not fit 64 bits")
                return nil
            }
            return .uint(value)
        }
        guard let value, !refusesSuffix(start), value <= UInt64(Int64.max) + 1 else {
            report(start, "the number does not fit a signed 64-bit integer; unsigned ones end in 'u'")
            return nil
        }
        return value > UInt64(Int64.max) ? .intMagnitude : .int(Int64(value))
    }

    /// Skips letters glued to a number, which are always a mistake.
    private mutating func refusesSuffix(_ start: Int) -> Bool {
        guard byte().isLetter else { return false }
        report(position, "unexpected letter after a number")
        while byte().isLetter || byte().isDigit { position += 1 }
        return false
    }
}
