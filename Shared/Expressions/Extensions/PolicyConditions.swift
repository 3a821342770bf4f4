/// Which conditions keep the world out.
///
/// A condition does when it holds only for requests from somebody whom the values name: an account, an organization, a network, a VPC.
/// Source: AWS, Amazon S3 User Guide, "Blocking public access", section "The meaning of public", whose list this is, with what came
/// later for principals, organizations and other services.
extension PolicyReader {
    /// How the values of a condition key have to look to name somebody.
    private enum Key { case name, arn, organizationPath, network }

    private static let keys: [String: Key] = [
        "aws:sourceip": .network, "aws:sourcearn": .arn, "aws:sourcevpc": .name, "aws:sourcevpce": .name,
        "aws:sourceaccount": .name, "aws:sourceowner": .name, "aws:sourceorgid": .name,
        "aws:sourceorgpaths": .organizationPath, "aws:principalarn": .arn, "aws:principalaccount": .name,
        "aws:principalorgid": .name, "aws:principalorgpaths": .organizationPath, "aws:userid": .name,
        "s3:dataaccesspointarn": .arn, "s3:dataaccesspointaccount": .name,
        "s3:x-amz-server-side-encryption-aws-kms-key-id": .name, "kms:calleraccount": .name,
    ]

    /// Operators that let pass only what equals a value.
    ///
    /// With `IfExists` they also let pass what lacks the key, and are not among these.
    private static let matching = [
        "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress",
        "foranyvalue:stringequals", "foranyvalue:stringequalsignorecase", "foranyvalue:stringlike",
        "foranyvalue:arnequals", "foranyvalue:arnlike",
    ]

    /// Operators that in a Deny stop all that equals no value, what lacks the key too.
    private static let excluding = [
        "stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress",
        "stringnotequalsifexists", "stringnotequalsignorecaseifexists", "stringnotlikeifexists",
        "arnnotequalsifexists", "arnnotlikeifexists", "notipaddressifexists",
    ]

    /// Whether an Allow with this condition lets only somebody in particular pass: one of its parts is enough.
    func limits(_ condition: Operand?, _ frame: inout Frame) throws(Failure) -> Bool {
        guard let condition else { return false }
        return try parts(of: condition, &frame) { parts in parts.contains { $0.isNamed && $0.isMatching } }
    }

    /// Whether a Deny with this condition stops the world: every part has to, since what escapes one escapes all.
    func stopsTheWorld(_ condition: Operand?, _ frame: inout Frame) throws(Failure) -> Bool {
        guard let condition else { return true }
        return try parts(of: condition, &frame) { parts in parts.allSatisfy { $0.isNamed && $0.isExcluding } }
    }

    private struct Part {
        let isMatching: Bool
        let isExcluding: Bool
        /// Whether all values name somebody in particular.
        let isNamed: Bool
    }

    private func parts(of condition: Operand, _ frame: inout Frame, _ body: ([Part]) -> Bool) throws(Failure) -> Bool {
        guard var operators = Entries(condition) else { return false }
        var parts: [Part] = []
        while let (name, keys) = operators.nextValues() {
            let name = lowercased(name)
            guard var entries = Entries(keys) else {
                throw invalid(&frame, "a condition's operator holds a map of keys, found \(keys.shortText)")
            }
            while let (key, values) = entries.nextValues() {
                try frame.spend(1)
                let isNamed = try Self.keys[lowercased(key)].map { key throws(Failure) in
                    try areNamed(values, key, isPattern: name.contains("like") || name.contains("arn"), &frame)
                }
                parts.append(
                    Part(
                        isMatching: Self.matching.contains(name),
                        isExcluding: Self.excluding.contains(name),
                        isNamed: isNamed ?? false
                    )
                )
            }
        }
        return body(parts)
    }

    /// The lower case of a name of the grammar; empty when it is longer than any.
    private func lowercased(_ name: Operand) -> String {
        guard let text = name.text, text.count <= 64 else { return "" }
        return String(decoding: text, as: UTF8.self).lowercased()
    }

    private func areNamed(_ values: Operand, _ key: Key, isPattern: Bool, _ frame: inout Frame) throws(Failure) -> Bool
    {
        var count = 0
        var unions = AddressBlock.worlds.map { AddressUnion(of: $0) }
        let hasOpen = try anyText(in: values, &frame) { text, frame throws(Failure) in
            count += 1
            try frame.spend(bytes: text.count)
            guard key == .network else { return !isNamed(text, key, isPattern: isPattern) }
            guard let block = AddressBlock(addressOrBlock: text), !isBroad(block) else { return true }
            for index in unions.indices { unions[index].add(block) }
            return false
        }
        guard count > 0, !hasOpen else { return false }
        for index in unions.indices {
            try frame.spend(unions[index].cost)
            if unions[index].covers() { return false }
        }
        return true
    }

    private func isNamed(_ text: UTF8View, _ key: Key, isPattern: Bool) -> Bool {
        guard !text.isEmpty, !PolicyText.hasVariable(text) else { return false }
        guard PolicyText.hasWildcard(text) else { return true }
        switch key {
        // Anything in one account, or one organization, is somebody's.
        case .arn: return isPattern && PolicyText.namesAccount(text)
        case .organizationPath:
            let root = text.prefix { $0 != UInt8(ascii: "/") }
            return isPattern && root.starts(with: "o-".utf8) && root.count < text.count
                && !PolicyText.hasWildcard(UTF8View(rebasing: root))
        case .name, .network: return false
        }
    }

    /// Whether a block is too large to be somebody's: more than a /8 of IPv4 or a /32 of IPv6.
    private func isBroad(_ block: AddressBlock) -> Bool {
        let block = block.mapped ?? block
        return block.prefix < (block.address.isIPv4 ? 8 : 32)
    }
}
