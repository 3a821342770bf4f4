/// Questions about addresses in settings.
enum NetworkFunctions {
    static let all: [Function] = [
        .global("cidrContains", "(string, string) -> bool") { arguments, frame throws(Failure) in
            let network = try address(arguments, 0, &frame)
            return .bool(network.contains(try address(arguments, 1, &frame)))
        },
        .global("isOpenToWorld", "(string) -> bool") { arguments, frame throws(Failure) in
            let network = try address(arguments, 0, &frame)
            return .bool(network.hasPrefix && network.prefix == 0)
        },
        .global("isPrivateNetwork", "(string) -> bool") { arguments, frame throws(Failure) in
            let network = try address(arguments, 0, &frame)
            return .bool(privateNetworks.contains { $0.contains(network) })
        },
    ]

    /// Ranges that no router of the internet forwards.
    ///
    /// Source: RFC 1918, RFC 4193, RFC 3927, RFC 4291, RFC 6598, RFC 1122.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7",
        "fe80::/10", "::1/128",
    ].compactMap { NetworkAddress($0) }

    private static func address(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> NetworkAddress
    {
        let text = arguments.string(position)
        try frame.spend(1 + text.count >> 2)
        guard let address = NetworkAddress(String(decoding: text, as: UTF8.self)) else {
            throw arguments.invalid(&frame, "\(arguments[position].shortText) is no address or CIDR block")
        }
        return address
    }
}
