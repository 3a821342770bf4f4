/// A block of addresses: an address and how many of its leading bits all members share.
struct AddressBlock: BitwiseCopyable, Sendable, Equatable {
    let address: IPAddress
    let prefix: Int

    /// Reads `10.0.0.0/8` or `2001:db8::/32`; bits behind the prefix may be set.
    init?(_ text: UTF8View) {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
            let address = IPAddress(UTF8View(rebasing: text[..<slash])),
            let prefix = IPAddress.decimal(text[(slash + 1)...], maximum: address.width)
        else { return nil }
        self.init(address, prefix: prefix)
    }

    /// Reads a block or a single address.
    init?(addressOrBlock text: UTF8View) {
        if let block = AddressBlock(text) {
            self = block
        } else if let address = IPAddress(text) {
            self.init(address, prefix: address.width)
        } else {
            return nil
        }
    }

    init(_ address: IPAddress, prefix: Int) {
        self.address = address
        self.prefix = prefix
    }

    /// Reads a block as CEL's `cidr` does: no zone, no IPv4 inside IPv6.
    ///
    /// Source: CEL specification, conformance file `network_ext`.
    static func reading(_ text: UTF8View) throws(IPAddress.Mistake) -> AddressBlock {
        guard let block = AddressBlock(text) else {
            throw text.contains(UInt8(ascii: "%")) ? .zone : .malformed
        }
        guard block.address.mapped == nil else { throw .mapped }
        return block
    }

    /// One for each bit that members may differ in.
    private var hostMask: UInt128 { prefix == 0 && !address.isIPv4 ? .max : (1 << UInt128(address.width - prefix)) - 1 }

    /// The first address as a number.
    var lower: UInt128 { address.number & ~hostMask }

    /// The last address as a number.
    var upper: UInt128 { address.number | hostMask }

    /// The same block with the bits behind the prefix cleared.
    var masked: AddressBlock { AddressBlock(IPAddress(lower, isIPv4: address.isIPv4), prefix: prefix) }

    func contains(_ other: AddressBlock) -> Bool {
        address.isIPv4 == other.address.isIPv4 && lower <= other.lower && other.upper <= upper
    }

    func contains(_ other: IPAddress) -> Bool { contains(AddressBlock(other, prefix: other.width)) }

    /// The IPv4 block that this IPv6 block means when it lies in `::ffff:0:0/96`.
    var mapped: AddressBlock? {
        guard prefix >= 96, let inner = address.mapped else { return nil }
        return AddressBlock(inner, prefix: prefix - 96)
    }

    var text: String { "\(address.text)/\(prefix)" }

    /// All addresses of IPv4 and of IPv6.
    static let worlds = [
        AddressBlock(IPAddress(0, isIPv4: true), prefix: 0), AddressBlock(IPAddress(0, isIPv4: false), prefix: 0),
    ]
}
