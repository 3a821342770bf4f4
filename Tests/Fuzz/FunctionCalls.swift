import Expressions
import TestSupport

/// A way to call a function, with the types of what it wants.
struct FunctionCall {
    /// The type of the receiver; nil for `name(…)`.
    let receiver: String?
    let name: String
    let parameters: [String]

    /// Every way to call every function, so that new ones are fuzzed, too.
    static let all = FunctionRegistry.standard.listing.compactMap { FunctionCall($0.call) }

    /// Reads `string.charAt(int)`, as the registry lists it; nil for names that only the parser may use.
    init?(_ call: String) {
        guard !call.contains("@"), let name = call.lastName, call.last == ")" else { return nil }
        parameters = Self.types(call[call.index(after: name.upperBound)...].dropLast())
        // Functions of namespaces have dots in their names, too, but no type stands before these.
        let dot = call[name].lastIndex(of: ".")
        let before = dot.map { String(call[..<$0]) }
        receiver = before.flatMap { Self.isType($0) ? $0 : nil }
        self.name = String(
            call[
                (receiver == nil ? name.lowerBound : dot.map { call.index(after: $0) } ?? name.lowerBound)..<name
                    .upperBound
            ]
        )
    }

    /// The types between commas, those inside brackets left alone.
    private static func types(_ text: Substring) -> [String] {
        var types: [String] = [""]
        var depth = 0
        for character in text where character != " " {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                types.append("")
            } else {
                types[types.count - 1].append(character)
            }
        }
        return types.filter { !$0.isEmpty }
    }

    private static func isType(_ text: String) -> Bool {
        text.contains("(") || text.count == 1 || examples[text] != nil
    }

    /// An expression of the type; anything for types that fit everything.
    static func example(of type: String, _ random: inout Seeded) -> String {
        let kind = String(type.prefix { $0 != "(" })
        if let exact = examples[type] ?? examples[kind] { return random.pick(exact) }
        return random.pick(ExpressionMaker.leaves)
    }

    private static let examples = [
        "bool": ["true", "false", "config.open"],
        "int": [
            "0", "1", "2", "-1", "7", "64", "9223372036854775807", "config.count", "config.ports[0]", "config.big", "x",
        ],
        "uint": ["0u", "1u", "7u", "18446744073709551615u"],
        "double": [
            "0.0", "-0.0", "1.5", "-2.5", "1e300", "9.007199254740993e15", "config.ratio", "0.0 / 0.0", "1.0 / 0.0",
        ],
        "string": [
            "''", "'a'", "'alpha'", "'a,b'", "'日本'", "'é'", "'12'", "'-1.5'", "config.name", "config.words[0]",
            "config.at",
            "config.ttl", "config.cidr", "config.url", "config.version", "config.size", "'10.0.0.1'", "'::1'",
            "'fe80::/10'",
            "'Asia/Tokyo'", "'+09:00'", #"r'(\w+)-(\d*)'"#, "'[a-z'", "'%s %d %.3f %x %e'", "'YWJj'", "'s3:Get*'",
            "'22-443'",
            "'(a|b)*c'", "'1.2.3-rc.1+b'", "'100m'", "'https://a@b.example:1/c?d=e#f'", "'arn:aws:iam::1:root'", "','",
        ],
        "bytes": ["b''", "b'abc'", #"b'\xff\x00'"#, "b'日本'"],
        "timestamp": ["timestamp(config.at)", "timestamp(0)", "timestamp('9999-12-31T23:59:59.999999999Z')"],
        "duration": ["duration('1h')", "duration('-1.5s')", "duration(config.ttl)", "duration('9223372036s')"],
        "list": [
            "[]", "[1, 2, 3]", "['b', 'a']", "config.ports", "config.words", "config.mixed", "[[1], [2, [3]]]",
            "[1, 1u, 1.0]",
        ],
        "list(string)": ["['a', 'b']", "config.words", "['10.0.0.0/8', '::/0']", "[]"],
        "list(int)": ["[1, 2, 3]", "config.ports", "[9223372036854775807, 1]", "[]"],
        "list(optional(A))": ["[optional.of(1), optional.none()]", "[config.?name, config.?absent]"],
        "map": ["{}", "{'a': 1}", "config.tags", "config.policy", "config.nested", "{1: 'a', 2u: 'b', true: 'c'}"],
        "optional": ["optional.none()", "optional.of(1)", "config.?name", "config.?absent", "config.ports[?1]"],
        "type": ["int", "type(config)"],
        "ip": ["ip('10.0.0.1')", "ip('::1')", "ip('ff02::1')"],
        "cidr": ["cidr('10.0.0.0/8')", "cidr('2001:db8::/32')", "cidr('1.2.3.4/31')"],
        "semver": ["semver('1.2.3')", "semver(config.version)", "semver('1.0.0-alpha.9+x')"],
        "quantity": ["quantity('1.5Gi')", "quantity('100m')", "quantity('-3e2')", "quantity(config.size)"],
        "url": ["url(config.url)", "url('http://[::1]/')", "url('/a?b')"],
        "null_type": ["null"],
    ]
}

extension String {
    /// The name of the function in a call, with what stands before its last dot: up to the bracket of its arguments.
    fileprivate var lastName: Range<Index>? {
        var depth = 0
        for index in indices.reversed() {
            if self[index] == ")" { depth += 1 }
            guard self[index] == "(" else { continue }
            depth -= 1
            if depth == 0 { return startIndex..<index }
        }
        return nil
    }
}
