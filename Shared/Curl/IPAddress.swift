import CCurl
import Glibc

/// Holds an IPv4 or IPv6 address and knows whether it belongs to the public internet.
public struct IPAddress: Sendable, Hashable {
    /// Four bytes for IPv4, sixteen for IPv6, in network order.
    public let bytes: [UInt8]

    /// Reads an address as `inet_pton` does; nil for anything else, names included.
    public init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            bytes = withUnsafeBytes(of: v4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            bytes = withUnsafeBytes(of: v6) { Array($0) }
        } else {
            return nil
        }
    }

    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
        case AF_INET6:
            bytes = withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
        default: return nil
        }
    }

    /// Tells whether the address is this machine's own: 127.0.0.0/8 or ::1, also written as IPv6.
    public var isLoopback: Bool {
        let address = embedded ?? self
        return address.bytes.count == 4
            ? address.bytes[0] == 127 : address.isIn([UInt8](repeating: 0, count: 15) + [1], 128)
    }

    /// Tells whether the address belongs to the public internet: not private, link-local, loopback, multicast, reserved.
    ///
    /// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is judged by itself.
    /// Source: IANA special-purpose address registries; RFC 6890, 6598, 4193, 6052, 3056.
    public var isPublic: Bool {
        if let embedded { return embedded.isPublic }
        let ranges = bytes.count == 4 ? Self.specialIPv4 : Self.specialIPv6
        return !ranges.contains { isIn($0.prefix, $0.bits) } && (bytes.count == 4 || bytes[0] & 0xe0 == 0x20)
    }

    private var embedded: IPAddress? {
        guard bytes.count == 16 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
        if isIn(mapped, 96) || isIn(translated, 96) { return IPAddress(raw: Array(bytes[12...])) }
        return isIn([0x20, 0x02], 16) ? IPAddress(raw: Array(bytes[2..<6])) : nil
    }

    private init(raw: [UInt8]) {
        bytes = raw
    }

    private static let specialIPv4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
        ([203, 0, 113], 24), ([224], 4), ([240], 4),
    ]

    /// Only 2000::/3 is given out to the public; these are the exceptions inside it.
    private static let specialIPv6: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x3f, 0xff, 0x00], 20),
    ]

    private func isIn(_ prefix: [UInt8], _ bits: Int) -> Bool {
        for position in 0..<((bits + 7) / 8) {
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> min(bits - position * 8, 8))
            if (bytes[position] ^ prefix[position]) & mask != 0 { return false }
        }
        return true
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as `inet_ntop` writes it.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "?" }
    }
}
