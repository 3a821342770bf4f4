/// Reading addresses as people and clouds write them, without a resolver.
extension IPAddress {
    /// Says why a text is no address.
    enum Mistake: Error, Sendable { case malformed, zone, mapped }

    /// Reads an address as CEL's `ip` does.
    ///
    /// A zone is refused, and so is IPv4 inside IPv6 with dots (`::ffff:10.0.0.1`); with colons it means the IPv4 address.
    /// Source: CEL specification, conformance file `network_ext`.
    static func reading(_ text: UTF8View) throws(Mistake) -> IPAddress {
        guard let address = IPAddress(text) else {
            throw text.contains(UInt8(ascii: "%")) ? .zone : .malformed
        }
        guard let mapped = address.mapped else { return address }
        guard !text.contains(UInt8(ascii: ".")) else { throw .mapped }
        return mapped
    }

    /// Reads `10.0.0.1` or `2001:db8::1`; nil when it is neither.
    ///
    /// Leading zeros in decimals are refused, since some readers take them as octal.
    init?(_ text: UTF8View) {
        if let number = Self.ipv4(text[...]) {
            self.init(UInt128(number), isIPv4: true)
        } else if let number = Self.ipv6(text[...]) {
            self.init(number, isIPv4: false)
        } else {
            return nil
        }
    }

    /// A decimal of one to three digits.
    static func decimal(_ text: Slice<UTF8View>, maximum: Int) -> Int? {
        guard (1...3).contains(text.count), text.count == 1 || text.first != UInt8(ascii: "0") else { return nil }
        var value = 0
        for byte in text {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value <= maximum ? value : nil
    }

    private static func ipv4(_ text: Slice<UTF8View>) -> UInt32? {
        guard (7...15).contains(text.count) else { return nil }
        var number: UInt32 = 0
        var start = text.startIndex
        for part in 0..<4 {
            let end = text[start...].firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
            guard let value = decimal(text[start..<end], maximum: 255), (end == text.endIndex) == (part == 3) else {
                return nil
            }
            number = number << 8 | UInt32(value)
            start = part == 3 ? end : end + 1
        }
        return number
    }

    /// Source: RFC 4291, section 2.2.
    private static func ipv6(_ text: Slice<UTF8View>) -> UInt128? {
        guard (2...45).contains(text.count) else { return nil }
        let colon = UInt8(ascii: ":")
        var (head, headCount): (UInt128, Int) = (0, 0)
        var (tail, tailCount): (UInt128, Int) = (0, 0)
        var hasGap = false
        var start = text.startIndex
        if text[start] == colon {
            guard text[start + 1] == colon else { return nil }
            hasGap = true
            start += 2
        }
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: colon) ?? text.endIndex
            var (value, count): (UInt128, Int)
            if end == text.endIndex, let number = ipv4(text[start..<end]) {
                (value, count) = (UInt128(number), 2)
            } else if let group = group(text[start..<end]) {
                (value, count) = (UInt128(group), 1)
            } else {
                return nil
            }
            guard headCount + tailCount + count <= 8 else { return nil }
            if hasGap {
                (tail, tailCount) = (tail << UInt128(16 * count) | value, tailCount + count)
            } else {
                (head, headCount) = (head << UInt128(16 * count) | value, headCount + count)
            }
            guard end < text.endIndex else { break }
            start = end + 1
            guard start < text.endIndex else { return nil }
            if text[start] == colon {
                guard !hasGap else { return nil }
                hasGap = true
                start += 1
            }
        }
        guard hasGap else { return headCount == 8 ? head : nil }
        guard headCount + tailCount < 8 else { return nil }
        return head << UInt128(16 * (8 - headCount)) | tail
    }

    private static func group(_ text: Slice<UTF8View>) -> UInt16? {
        guard (1...4).contains(text.count) else { return nil }
        var value: UInt16 = 0
        for byte in text {
            guard let digit = byte.hexDigit else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
