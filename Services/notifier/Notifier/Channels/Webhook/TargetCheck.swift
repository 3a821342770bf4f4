import Curl

/// Decides whether a webhook may be sent to an address, after its name was resolved.
///
/// A tenant names its own targets; without this it could make the notifier call the operator's inside services and the
/// metadata address of a cloud. It is asked about the very address that is about to be connected to, so that a name which
/// resolves differently the second time gains nothing.
///
/// Source: Standard Webhooks, "Server side request forgery"; IANA special-purpose address registries (RFC 6890).
struct TargetCheck: Sendable {
    /// What the operator allows although it would be refused, key `webhook-allow`.
    let allowed: [AddressBlock]

    /// Returns why `address` is refused, nil when it may be connected to.
    ///
    /// Without encryption (`http:`) only allowed blocks may be reached: what an alert says is not for the open network.
    func refusal(of address: IPAddress, encrypted: Bool) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        if let block = Self.refused.first(where: { $0.block.contains(address) }) {
            return "\(address) is \(block.reason)"
        }
        if !address.isIPv4, !Self.globalUnicast.contains(address) { return "\(address) is not a global address" }
        return encrypted ? nil : "\(address) is to be reached without encryption"
    }

    private struct Refused: Sendable {
        let block: AddressBlock
        let reason: String

        init?(_ block: String, _ reason: String) {
            guard let block = AddressBlock(block) else { return nil }
            self.block = block
            self.reason = reason
        }
    }

    private static let globalUnicast = Self.block("2000::/3")

    private static func block(_ text: String) -> AddressBlock {
        guard let block = AddressBlock(text) else { preconditionFailure("\(text) is not an address block") }
        return block
    }

    /// Special blocks with what they are; the first that matches is told.
    private static let refused: [Refused] = [
        Refused("0.0.0.0/8", "unspecified"),
        Refused("10.0.0.0/8", "private"),
        Refused("100.64.0.0/10", "shared address space (carrier NAT)"),
        Refused("127.0.0.0/8", "loopback"),
        Refused("168.63.129.16/32", "a cloud's metadata address"),
        Refused("169.254.169.254/32", "a cloud's metadata address"),
        Refused("169.254.0.0/16", "link-local"),
        Refused("172.16.0.0/12", "private"),
        Refused("192.0.0.0/24", "reserved for protocols"),
        Refused("192.0.2.0/24", "for documentation"),
        Refused("192.88.99.0/24", "a 6to4 relay"),
        Refused("192.168.0.0/16", "private"),
        Refused("198.18.0.0/15", "for benchmarks"),
        Refused("198.51.100.0/24", "for documentation"),
        Refused("203.0.113.0/24", "for documentation"),
        Refused("224.0.0.0/4", "multicast"),
        Refused("240.0.0.0/4", "reserved"),
        Refused("::/128", "unspecified"),
        Refused("::1/128", "loopback"),
        Refused("::ffff:0:0/96", "an IPv4-mapped address"),
        Refused("64:ff9b::/96", "a NAT64 address"),
        Refused("64:ff9b:1::/48", "a NAT64 address"),
        Refused("fd00:ec2::254/128", "a cloud's metadata address"),
        Refused("fc00::/7", "private"),
        Refused("fe80::/10", "link-local"),
        Refused("fec0::/10", "private (site-local)"),
        Refused("ff00::/8", "multicast"),
        Refused("2001::/23", "reserved for protocols"),
        Refused("2001:db8::/32", "for documentation"),
        Refused("2002::/16", "a 6to4 address"),
        Refused("3fff::/20", "for documentation"),
    ].compactMap(\.self)
}
