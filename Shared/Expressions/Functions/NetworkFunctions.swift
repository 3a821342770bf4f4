/// Questions about addresses in settings.
enum NetworkFunctions {
    static let all: [Function] = [
        Function("cidrContains", .global, .bool, cidrContains),
        Function("isOpenToWorld", .global, .bool, isOpenToWorld),
        Function("isPrivateNetwork", .global, .bool, isPrivateNetwork),
    ]

    /// Ranges that no router of the internet forwards.
    ///
    /// Source: RFC 1918, RFC 4193, RFC 3927, RFC 4291, RFC 6598, RFC 1122.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7",
        "fe80::/10", "::1/128",
    ].compactMap { NetworkAddress($0) }

    /// Whether a network holds an address or a whole other network.
    static func cidrContains(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand
    {
        let network = try address(a, "cidrContains", offset)
        return .bool(network.contains(try address(b, "cidrContains", offset)))
    }

    /// Whether a network is all of IPv4 or all of IPv6, however its address part is spelled.
    static func isOpenToWorld(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        let network = try address(value, "isOpenToWorld", offset)
        return .bool(network.hasPrefix && network.prefix == 0)
    }

    /// Whether all of a network is private, link-local or loopback.
    static func isPrivateNetwork(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        let network = try address(value, "isPrivateNetwork", offset)
        return .bool(privateNetworks.contains { $0.contains(network) })
    }

    private static func address(_ value: Operand, _ name: String, _ offset: Int) throws(Failure) -> NetworkAddress {
        guard let text = value.text else { throw .overload(name, [value], at: offset) }
        guard let address = NetworkAddress(text.description) else {
            throw Failure(.invalidArgument, at: offset, "\(value.shortText) is no address or CIDR block")
        }
        return address
    }
}
