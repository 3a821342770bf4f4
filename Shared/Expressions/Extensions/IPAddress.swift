/// An IPv4 or IPv6 address, without a zone.
struct IPAddress: BitwiseCopyable, Sendable, Equatable {
    private let high: UInt64
    private let low: UInt64
    let isIPv4: Bool

    init(_ number: UInt128, isIPv4: Bool) {
        high = UInt64(truncatingIfNeeded: number >> 64)
        low = UInt64(truncatingIfNeeded: number)
        self.isIPv4 = isIPv4
    }

    /// The address as a number of 32 or 128 bits.
    var number: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// How many bits it has.
    var width: Int { isIPv4 ? 32 : 128 }

    /// The IPv4 address inside an IPv6 address of the form `::ffff:a.b.c.d`; nil for others.
    var mapped: IPAddress? {
        guard !isIPv4, number >> 32 == 0xFFFF else { return nil }
        return IPAddress(number & 0xFFFF_FFFF, isIPv4: true)
    }

    /// Whether it lies in a block that is written as a number and the count of its leading bits.
    private func isIn(_ network: UInt128, _ prefix: Int) -> Bool {
        (number ^ network) >> UInt128(width - prefix) == 0
    }

    /// The address of nobody: `0.0.0.0` or `::`.
    var isUnspecified: Bool { number == 0 }

    /// Source: RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3.
    var isLoopback: Bool { isIPv4 ? isIn(0x7F00_0000, 8) : number == 1 }

    /// Source: RFC 5771, section 4; RFC 4291, section 2.7 (any flags, scope 2).
    var isLinkLocalMulticast: Bool {
        isIPv4 ? isIn(0xE000_0000, 24) : number >> 112 & 0xFF0F == 0xFF02
    }

    /// Source: RFC 3927, section 2.1; RFC 4291, section 2.5.6.
    var isLinkLocalUnicast: Bool { isIPv4 ? isIn(0xA9FE_0000, 16) : isIn(0xFE80 << 112, 10) }

    private var isMulticast: Bool { isIPv4 ? isIn(0xE000_0000, 4) : isIn(0xFF << 120, 8) }

    /// Whether it may name one machine beyond the local link; private addresses may.
    ///
    /// Source: Go, package net/netip, `Addr.IsGlobalUnicast`.
    var isGlobalUnicast: Bool {
        if isIPv4, number == 0xFFFF_FFFF { return false }
        return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }

    /// The shortest spelling: lower case, the longest run of zeros left out.
    ///
    /// Source: RFC 5952, section 4.
    var text: String {
        if isIPv4 { return [24, 16, 8, 0].map { String(number >> UInt128($0) & 0xFF) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: number >> UInt128(112 - 16 * $0)) }
        func spell(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let zeros = Self.longestZeros(groups) else { return spell(groups[...]) }
        return spell(groups[..<zeros.lowerBound]) + "::" + spell(groups[zeros.upperBound...])
    }

    /// The first of the longest runs of two or more zeros.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count {
            if index < groups.count, groups[index] == 0 { continue }
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.count > 1 ? best : nil
    }
}
