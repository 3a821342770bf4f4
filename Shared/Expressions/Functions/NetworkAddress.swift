/// An IPv4 or IPv6 address with a prefix length, read without a resolver.
struct NetworkAddress: Sendable, Equatable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]
    let prefix: Int

    var isIPv4: Bool { bytes.count == 4 }

    /// Whether it is a whole network rather than one address.
    let hasPrefix: Bool

    /// Reads `10.0.0.1`, `10.0.0.0/8`, `2001:db8::1` or `::/0`; nil when it is none.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.ipv4(parts[0]) ?? Self.ipv6(parts[0]) else { return nil }
        hasPrefix = parts.count == 2
        if hasPrefix {
            guard let prefix = Self.decimal(parts[1], maximum: bytes.count * 8) else { return nil }
            self.prefix = prefix
        } else {
            prefix = bytes.count * 8
        }
        self.bytes = bytes
    }

    /// Whether every address of `other` is in this network.
    func contains(_ other: NetworkAddress) -> Bool {
        guard bytes.count == other.bytes.count, other.prefix >= prefix else { return false }
        for index in bytes.indices {
            let bits = min(max(prefix - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            guard bytes[index] & mask == other.bytes[index] & mask else { return false }
        }
        return true
    }

    private static func decimal(_ text: Substring, maximum: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit),
            text.utf8.count == 1 || text.first != "0",
            let value = Int(text), value <= maximum
        else { return nil }
        return value
    }

    /// Four decimals; leading zeros are refused, since some readers take them as octal.
    private static func ipv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { decimal($0, maximum: 255).map { UInt8($0) } }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// Source: RFC 4291, section 2.2.
    private static func ipv6(_ text: Substring) -> [UInt8]? {
        let halves = Array(text).split(separator: [":", ":"], maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(String(halves[0]), mayEndInIPv4: halves.count == 1) else {
            return nil
        }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(String(halves[1]), mayEndInIPv4: true), head.count + tail.count <= 14 else {
            return nil
        }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: String, mayEndInIPv4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, let last = ipv4(part) { return bytes + last }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0.hexDigit != nil }),
                let value = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 255)]
        }
        return bytes
    }
}
