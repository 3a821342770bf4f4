/// Addresses and blocks of addresses as values.
///
/// Source: CEL specification, conformance file `network_ext`; cel-go, `ext/network`; Kubernetes, CEL libraries `ip` and `cidr`.
enum AddressFunctions {
    static let all: [Function] = reading + questions

    private static let reading: [Function] = [
        .global("ip", "(string) -> ip") { arguments, frame throws(Failure) in
            frame.object(try address(arguments, 0, &frame))
        },
        .global("isIP", "(string) -> bool") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(bytes: text.count)
            return .bool((try? IPAddress.reading(text)) != nil)
        },
        .global("ip.isCanonical", "(string) -> bool") { arguments, frame throws(Failure) in
            .bool(try address(arguments, 0, &frame).text.utf8.elementsEqual(arguments.string(0)))
        },
        .global("cidr", "(string) -> cidr") { arguments, frame throws(Failure) in
            frame.object(try block(arguments, 0, &frame))
        },
        .global("isCIDR", "(string) -> bool") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(bytes: text.count)
            return .bool((try? AddressBlock.reading(text)) != nil)
        },
    ]

    private static let questions: [Function] = [
        .member("family", "(ip) -> int") { arguments, _ throws(Failure) in
            .int(arguments.address(0).isIPv4 ? 4 : 6)
        },
        .member("isUnspecified", "(ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.address(0).isUnspecified)
        },
        .member("isLoopback", "(ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.address(0).isLoopback)
        },
        .member("isGlobalUnicast", "(ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.address(0).isGlobalUnicast)
        },
        .member("isLinkLocalMulticast", "(ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.address(0).isLinkLocalMulticast)
        },
        .member("isLinkLocalUnicast", "(ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.address(0).isLinkLocalUnicast)
        },
        .member("ip", "(cidr) -> ip") { arguments, frame throws(Failure) in
            frame.object(arguments.block(0).address)
        },
        .member("masked", "(cidr) -> cidr") { arguments, frame throws(Failure) in
            frame.object(arguments.block(0).masked)
        },
        .member("prefixLength", "(cidr) -> int") { arguments, _ throws(Failure) in
            .int(Int64(arguments.block(0).prefix))
        },
        .member("containsIP", "(cidr, ip) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.block(0).contains(arguments.address(1)))
        },
        .member("containsIP", "(cidr, string) -> bool") { arguments, frame throws(Failure) in
            .bool(arguments.block(0).contains(try address(arguments, 1, &frame)))
        },
        .member("containsCIDR", "(cidr, cidr) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.block(0).contains(arguments.block(1)))
        },
        .member("containsCIDR", "(cidr, string) -> bool") { arguments, frame throws(Failure) in
            .bool(arguments.block(0).contains(try block(arguments, 1, &frame)))
        },
    ]

    private static func address(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> IPAddress
    {
        let text = arguments.string(position)
        try frame.spend(bytes: text.count)
        do throws(IPAddress.Mistake) { return try IPAddress.reading(text) } catch {
            throw arguments.invalid(&frame, error.words(arguments[position], "an IP address"))
        }
    }

    private static func block(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> AddressBlock
    {
        let text = arguments.string(position)
        try frame.spend(bytes: text.count)
        do throws(IPAddress.Mistake) { return try AddressBlock.reading(text) } catch {
            throw arguments.invalid(&frame, error.words(arguments[position], "a CIDR block"))
        }
    }
}

extension IPAddress.Mistake {
    fileprivate func words(_ value: Operand, _ wanted: String) -> String {
        switch self {
        case .malformed: "\(value.shortText) is not \(wanted)"
        case .zone: "\(value.shortText) has a zone, which is not allowed in \(wanted)"
        case .mapped:
            "\(value.shortText) is an IPv4 address inside an IPv6 address, which is not allowed: write it as IPv4"
        }
    }
}

extension Arguments {
    /// An argument that the signature says is an address.
    fileprivate func address(_ position: Int) -> IPAddress {
        object(position, as: IPAddress.self) ?? IPAddress(0, isIPv4: true)
    }

    /// An argument that the signature says is a block.
    fileprivate func block(_ position: Int) -> AddressBlock {
        object(position, as: AddressBlock.self) ?? AddressBlock(IPAddress(0, isIPv4: true), prefix: 32)
    }
}
