import TestSupport

/// Makes expressions by the grammar, of types that mostly fit.
struct ExpressionMaker {
    var random: Seeded
    private var variables: [String] = []

    init(random: Seeded) { self.random = random }

    static let leaves = [
        "true", "false", "null", "0", "1", "-1", "3u", "9223372036854775807", "18446744073709551615u", "0x7F", "1.5",
        "-0.0",
        "1e300", "''", "'a'", "'alpha'", #"r'\d+'"#, "'日本'", "b'a'", #"b'\xff'"#, "[]", "{}", "[1, 2, 3]", "['a', 'b']",
        "{'a': 1}", "x", "config", "config.name", "config.count", "config.ratio", "config.big", "config.open",
        "config.none",
        "config.ports", "config.words", "config.tags", "config.rules", "config.mixed", "config.nested", "config.absent",
        "config.?name", "config.?absent", "config.rules[0].cidr", "config.ports[9]", "config.tags['env']", "config.at",
        "timestamp('2026-02-28T23:59:59.5Z')", "timestamp(config.at)", "duration('1h')", "duration(config.ttl)",
        "type(1)",
        "int", "optional.none()", "optional.of(1)", "ip('10.0.0.1')", "cidr('10.0.0.0/8')", "semver('1.2.3')",
        "quantity('1.5Gi')", "url(config.url)", "config.policy", "config.cidr", "config.url", "config.version",
        "config.size",
        ".config.name", "config.`odd-name`", "9007199254740993", "2.0",
    ]

    static let operators = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"]

    /// Pieces that damage likes to put anywhere.
    static let pieces =
        leaves + operators + [
            "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "!", "?", ":", ",", ".", ".?", "[?", "{?", "`", "//", "\n",
            "'''",
            "r'''", ".map(x, x)", ".all(x, x)", "1e999", "0x", "u", ".matches('(a*)*$')", "has(config.a)",
            "cel.bind(a, 1, a)",
            "google.protobuf.Value{", "((((((((", "--------", "!!!!!!!!", "\u{0}", "日本", "a.b.c.d.e.f",
            "T{", "cel.block([", ".optMap(x, ", "“", " and ", "not ", "=", ";", "=>",
        ]

    private static let globals = [
        "has(config.name)", "has(config.nested.a.x)", "google.protobuf.Value{string_value: #}", "cel.bind(b, #, b)",
        "google.protobuf.Int32Value{value: #}", "google.protobuf.Struct{fields: #}", "cel.block([#, #], cel.index(0))",
        "cel.block([#, cel.index(0)], cel.index(1))", "#.name", "#.?name", "#.a", "#.?a", "#.sortBy(e, #)",
    ]

    private static let macros = [
        "all(V, B)", "exists(V, B)", "exists_one(V, B)", "filter(V, B)", "map(V, B)", "map(V, #, B)", "all(V, W, B)",
        "exists(V, W, B)", "existsOne(V, W, B)", "transformList(V, W, B)", "transformMap(V, W, B)",
        "transformMapEntry(V, W, {W: B})", "optMap(V, B)", "optFlatMap(V, B)",
    ]

    /// An expression that nests at most so deep.
    mutating func make(depth: Int) -> String {
        guard depth > 0, !random.chance(15) else { return leaf() }
        switch random.below(13) {
        case 0...3: return "(\(make(depth: depth - 1)) \(random.pick(Self.operators)) \(make(depth: depth - 1)))"
        case 4: return "\(random.pick(["!", "-", "!!", "- -"]))\(make(depth: depth - 1))"
        case 5: return "(\(make(depth: depth - 1)) ? \(make(depth: depth - 1)) : \(make(depth: depth - 1)))"
        case 6: return "\(make(depth: depth - 1))[\(random.chance(20) ? "?" : "")\(make(depth: depth - 1))]"
        case 7: return list(depth - 1)
        case 8: return fill(random.pick(Self.globals), depth - 1)
        case 9, 10: return call(random.pick(FunctionCall.all), depth - 1)
        default: return macro(depth - 1)
        }
    }

    private mutating func leaf() -> String {
        if let variable = variables.randomElement(using: &random), random.chance(60) { return variable }
        return random.pick(Self.leaves)
    }

    private mutating func list(_ depth: Int) -> String {
        var parts: [String] = []
        let isMap = random.chance(40)
        for _ in 0..<random.below(4) {
            let mark = random.chance(8) ? "?" : ""
            parts.append(isMap ? "\(mark)\(make(depth: 0)): \(make(depth: depth))" : "\(mark)\(make(depth: depth))")
        }
        let text = parts.joined(separator: ", ")
        return isMap ? "{\(text)}" : "[\(text)]"
    }

    private mutating func macro(_ depth: Int) -> String {
        let range = make(depth: depth)
        let names = ["v\(variables.count)", "w\(variables.count)"]
        var template = random.pick(Self.macros)
        variables += names
        defer { variables.removeLast(2) }
        template = template.split(separator: "V", omittingEmptySubsequences: false).joined(separator: names[0])
        template = template.split(separator: "W", omittingEmptySubsequences: false).joined(separator: names[1])
        let body = make(depth: depth)
        template = template.split(separator: "B", omittingEmptySubsequences: false).joined(separator: body)
        return "\(range).\(fill(template, depth))"
    }

    private mutating func call(_ function: FunctionCall, _ depth: Int) -> String {
        var parameters = function.parameters
        if parameters.last == "…" {
            parameters.removeLast()
            parameters += Array(repeating: parameters.last ?? "dyn", count: random.below(3))
        }
        let arguments = parameters.map { argument($0, depth) }.joined(separator: ", ")
        guard let receiver = function.receiver else { return "\(function.name)(\(arguments))" }
        return "\(argument(receiver, depth)).\(function.name)(\(arguments))"
    }

    /// Mostly of the type that is wanted.
    private mutating func argument(_ type: String, _ depth: Int) -> String {
        random.chance(75) ? FunctionCall.example(of: type, &random) : make(depth: depth)
    }

    /// The template with an expression for each `#`.
    private mutating func fill(_ template: String, _ depth: Int) -> String {
        var text = ""
        for part in template.split(separator: "#", omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { text += make(depth: depth - 1) }
            text += part.element
        }
        return text
    }
}
