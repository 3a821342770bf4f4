import Curl

/// Holds a block of addresses as CIDR writes it: `10.0.0.0/8`, `fc00::/7`, or one address alone.
struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
    let address: IPAddress
    /// How many leading bits count: 0 to 32, or 0 to 128.
    let length: Int

    /// Reads `address/length` or an address; nil for anything else, also when bits beyond the length are set.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(written: first) else { return nil }
        let width = address.bytes.count * 8
        self.address = address
        if parts.count == 2 {
            guard let length = Int(parts[1]), (0...width).contains(length) else { return nil }
            self.length = length
        } else {
            length = width
        }
        let beyond = address.bytes.enumerated().contains { $1 & ~Self.mask(self.length, byte: $0) != 0 }
        if beyond { return nil }
    }

    /// Tells whether `candidate` is of the same family and shares the leading bits.
    func contains(_ candidate: IPAddress) -> Bool {
        guard candidate.bytes.count == address.bytes.count else { return false }
        return zip(candidate.bytes, address.bytes).enumerated().allSatisfy { index, pair in
            (pair.0 ^ pair.1) & Self.mask(length, byte: index) == 0
        }
    }

    var description: String { "\(address)/\(length)" }

    private static func mask(_ length: Int, byte: Int) -> UInt8 {
        let bits = min(max(length - byte * 8, 0), 8)
        return bits == 0 ? 0 : UInt8.max << UInt8(8 - bits)
    }
}
