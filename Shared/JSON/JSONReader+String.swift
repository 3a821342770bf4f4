extension JSONReader {
    /// Reads a string at its opening quote.
    ///
    /// Plain ones stay where they are; only escapes make a copy.
    mutating func readString(isKey: Bool) throws(JSONError) {
        let start = position
        position += 1
        try skipPlain()
        guard base[position] != Byte.quote else {
            position += 1
            let content = UnsafeBufferPointer(start: base + start + 1, count: position - start - 2)
            let hash = isKey ? JSONHash.of(content, seed: seed) : 0
            tape.append(JSONEntry(.string, start: start, end: position, payload: hash))
            return
        }
        try readEscaped(from: start, isKey: isKey)
    }

    /// Goes on from the first backslash, copying into `unescaped`: four bytes of length, then the content.
    private mutating func readEscaped(from start: Int, isKey: Bool) throws(JSONError) {
        let link = unescaped.count
        unescaped.append(contentsOf: [0, 0, 0, 0])
        var copied = start + 1
        while base[position] != Byte.quote {
            unescaped.append(contentsOf: source[copied..<position])
            try readEscape()
            copied = position
            try skipPlain()
        }
        unescaped.append(contentsOf: source[copied..<position])
        position += 1
        let count = unescaped.count - link - 4
        for byte in 0..<4 { unescaped[link + byte] = UInt8(truncatingIfNeeded: count >> (8 * byte)) }
        let hash =
            isKey
            ? unescaped.withUnsafeBufferPointer {
                JSONHash.of(UnsafeBufferPointer(rebasing: $0[(link + 4)...]), seed: seed)
            }
            : 0
        tape.append(
            JSONEntry(
                .string,
                start: start,
                end: position,
                link: UInt32(truncatingIfNeeded: link),
                payload: hash,
                isEscaped: true
            )
        )
    }

    /// Moves to the next quote or backslash, checking UTF-8; eight bytes at a time while nothing special is among them.
    @inline(__always)
    private mutating func skipPlain() throws(JSONError) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawPointer(base)
        var at = position
        while true {
            while at &+ 8 <= length {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                let quotes = word ^ (ones &* 0x22)
                let slashes = word ^ (ones &* 0x5C)
                let special =
                    (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word)
                        | word)
                    & highs
                guard special == 0 else {
                    at &+= special.trailingZeroBitCount &>> 3
                    break
                }
                at &+= 8
            }
            guard at < length else { throw JSONError(.unexpectedEnd, offset: length) }
            let byte = base[at]
            if byte == Byte.quote || byte == Byte.backslash {
                position = at
                return
            }
            if byte < 0x20 { throw JSONError(.controlCharacter, offset: at) }
            at &+= byte < 0x80 ? 1 : try sequenceLength(at: at)
        }
    }

    /// Length of the multi-byte UTF-8 sequence at `at`.
    ///
    /// Source: Unicode 16, table 3-7.
    private func sequenceLength(at: Int) throws(JSONError) -> Int {
        let first = base[at]
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard count > 0, at + count <= length, second.contains(base[at + 1]) else {
            throw JSONError(.invalidUTF8, offset: at)
        }
        for index in 2..<max(count, 2) where base[at + index] & 0xC0 != 0x80 {
            throw JSONError(.invalidUTF8, offset: at)
        }
        return count
    }

    private mutating func readEscape() throws(JSONError) {
        let start = position
        position += 1
        let byte = try peek()
        position += 1
        switch byte {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): try readUnicodeEscape(start)
        default: throw JSONError(.invalidEscape, offset: start)
        }
    }

    private mutating func readUnicodeEscape(_ start: Int) throws(JSONError) {
        var code = try readFourDigits(start)
        if 0xD800...0xDBFF ~= code {
            guard position + 1 < length, base[position] == Byte.backslash, base[position + 1] == UInt8(ascii: "u")
            else {
                throw JSONError(.loneSurrogate, offset: start)
            }
            position += 2
            let low = try readFourDigits(start)
            guard 0xDC00...0xDFFF ~= low else { throw JSONError(.loneSurrogate, offset: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code) else { throw JSONError(.loneSurrogate, offset: start) }
        unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func readFourDigits(_ start: Int) throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, offset: start)
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
