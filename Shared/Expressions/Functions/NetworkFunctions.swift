/// Questions about the networks in settings, written as text, alone or in lists.
///
/// Addresses count as blocks of one. Unlike CEL's `ip` and `cidr`, these take IPv4 inside IPv6, since clouds do.
enum NetworkFunctions {
    static let all: [Function] = [
        .global("cidrContains", "(string, string) -> bool") { arguments, frame throws(Failure) in
            let network = try block(arguments[0], arguments, &frame)
            return .bool(network.contains(try block(arguments[1], arguments, &frame)))
        },
        .global("anyCidrContains", "(list(string), string) -> bool") { arguments, frame throws(Failure) in
            let wanted = try block(arguments[1], arguments, &frame)
            var isFound = false
            try forEachBlock(arguments, &frame) { isFound = isFound || $0.contains(wanted) }
            return .bool(isFound)
        },
        .global("cidrsCover", "(list(string), string) -> bool") { arguments, frame throws(Failure) in
            var union = AddressUnion(of: try block(arguments[1], arguments, &frame))
            try forEachBlock(arguments, &frame) { union.add($0) }
            try frame.spend(union.cost)
            return .bool(union.covers())
        },
        .global("isOpenToWorld", "(string) -> bool") { arguments, frame throws(Failure) in
            if named(arguments.string(0)) == .world { return .bool(true) }
            if named(arguments.string(0)) == .other { return .bool(false) }
            return .bool(try block(arguments[0], arguments, &frame).isWorld)
        },
        .global("isOpenToWorld", "(cidr) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.object(0, as: AddressBlock.self)?.isWorld ?? false)
        },
        .global("isOpenToWorld", "(list(string)) -> bool", isListOpen),
        .global("isPrivateNetwork", "(string) -> bool") { arguments, frame throws(Failure) in
            let network = try block(arguments[0], arguments, &frame)
            return .bool(privateNetworks.contains { $0.contains(network) })
        },
    ]

    /// Ranges that no router of the internet forwards.
    ///
    /// Source: RFC 1918, RFC 4193, RFC 3927, RFC 4291, RFC 6598, RFC 1122.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7",
        "fe80::/10", "::1/128",
    ].compactMap { (text: StaticString) in
        AddressBlock(UTF8View(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether all of IPv4 or all of IPv6 is in the list, in one block or cut up into many.
    private static func isListOpen(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        var unions = AddressBlock.worlds.map { AddressUnion(of: $0) }
        try forEachBlock(arguments, &frame) { block in
            for index in unions.indices { unions[index].add(block) }
        }
        for index in unions.indices {
            try frame.spend(unions[index].cost)
            if unions[index].covers() { return .bool(true) }
        }
        return .bool(false)
    }

    /// Calls `body` with each block of the list that is the first argument; names of other ranges hold no addresses.
    private static func forEachBlock(_ arguments: Arguments, _ frame: inout Frame, _ body: (AddressBlock) -> Void)
        throws(Failure)
    {
        guard var elements = Elements(arguments[0]) else { throw arguments.overload(&frame) }
        while let element = elements.nextValue() {
            guard let text = element.text else { throw arguments.overload(&frame) }
            switch named(text) {
            case .world: for block in AddressBlock.worlds { body(block) }
            case .other: try frame.spend(1)
            case nil: body(try block(element, arguments, &frame))
            }
        }
    }

    /// What a name in place of a block means.
    private enum Name { case world, other }

    private static let worldNames = ["*", "any", "internet"].map { Array($0.utf8) }

    /// Reads what Azure takes in place of a block: `*`, `Internet` and `Any` for everybody, and names of services.
    ///
    /// Such a name begins with a capital and has letters, digits and dots. Source: Azure, "Virtual network service tags".
    private static func named(_ text: UTF8View) -> Name? {
        guard let first = text.first, !first.isDigit, text.count <= 80 else { return nil }
        if worldNames.contains(where: { name in text.elementsEqual(name) { $0 == $1 || $0 | 0x20 == $1 } }) {
            return .world
        }
        guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first),
            text.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") || ($0.isLetter && $0 != UInt8(ascii: "_")) })
        else { return nil }
        return .other
    }

    private static func block(_ value: Operand, _ arguments: Arguments, _ frame: inout Frame) throws(Failure)
        -> AddressBlock
    {
        guard let text = value.text else { throw arguments.overload(&frame) }
        try frame.spend(1 + min(text.count, 64) >> 2)
        guard let block = AddressBlock(addressOrBlock: text) else {
            throw arguments.invalid(&frame, "\(value.shortText) is no address or CIDR block")
        }
        return block
    }
}

extension AddressBlock {
    /// Whether it is all of IPv4 or all of IPv6, however its address part is spelled.
    fileprivate var isWorld: Bool { prefix == 0 || mapped?.prefix == 0 }
}
