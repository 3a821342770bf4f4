import Testing

@testable import Expressions

@Suite("Hints")
struct HintTests {
    static func hints(_ source: String, schema: Bool) throws -> [String] {
        let environment = schema ? try CheckerTests.environment() : Environment(variables: ["config", "n"])
        return try Lint.hints(for: source, in: environment).map { "\($0.kind) \($0.path ?? "\($0.offset)")" }
    }

    @Test(
        "without a schema, a field below the first is doubted unless something asks for it",
        arguments: [
            ("config.a == 1", []), ("config.a.b == 1", ["config.a.b"]),
            ("config.a.b.c == config.a.b.d", ["config.a.b"]),
            ("has(config.a.b) && config.a.b == 1", []), ("config.a.b == 1 && has(config.a.b)", []),
            ("!has(config.a.b) || config.a.b == 1", []), ("has(config.a.b) || config.a.b == 1", ["config.a.b"]),
            ("has(config.a.b) ? config.a.b == 1 : true", []), ("!has(config.a.b) ? true : config.a.b == 1", []),
            ("has(config.a.b) ? true : config.a.b == 1", ["config.a.b"]), ("config.a.b != null && config.a.b > 1", []),
            ("config.a.b == null || config.a.b > 1", []), ("'b' in config.a && config.a.b == 1", []),
            ("config.a['b'] == 1", ["config.a.b"]),
            ("'b c' in config.a && config.a['b c'] == 1", []), ("config.a['b c'] == 1", ["config.a['b c']"]),
            ("config.a.?b == config.a.?c", []), ("config.a.?b.c.d.hasValue()", []),
            ("config.a.?b.hasValue() && config.a.b == 1", []), ("config.?a.b.orValue(1) == 1", []),

            ("has(config.a.b) && has(config.a.b.c) && config.a.b.c == 1", []), ("has(config.a.b.c)", ["config.a.b"]),
            ("!(has(config.a.b) && has(config.a.c)) || config.a.b == config.a.c", []),
            ("(has(config.a.b) || has(config.a.c)) && config.a.b == 1", ["config.a.b"]),
            ("config.a.all(r, r.b == 1)", []), ("config.a.all(r, r.b.c == 1)", ["r.b.c"]),
            ("config.a.all(r, has(r.b.c) && r.b.c == 1)", []),
            ("config.a.map(r, has(r.b.c), r.b.c) == []", []), ("has(config.a.b) && config.a.b.all(r, r > 0)", []),
            ("cel.bind(p, config.a, has(p.b) && p.b == 1)", []), ("cel.bind(p, config.a, p.b == 1)", ["config.a.b"]),
            ("config.a[0].b == 1", ["config.a[0].b"]), ("config.a[config.b.c] == 1", ["config.b.c"]),
            ("config.a.exists(r, r.x.y == 1) && config.b.all(r, has(r.x.y) && r.x.y == 2)", ["r.x.y"]),
        ] as [(String, [String])]
    )
    func dynamic(source: String, paths: [String]) throws {
        #expect(try Self.hints(source, schema: false) == paths.map { "unguardedField \($0)" })
    }

    @Test(
        "with a schema, a field that is not required is doubted, at any depth",
        arguments: [
            ("config.name == ''", []), ("config.size > 1", ["config.size"]),
            ("has(config.size) && config.size > 1", []),
            ("config.rules.all(r, r.port > 1)", []), ("config.rules.all(r, r.cidr != '')", ["r.cidr"]),
            ("config.rules.all(r, !has(r.cidr) || r.cidr != '')", []),
            ("config.encryption.kmsKey != ''", ["config.encryption"]),
            ("has(config.encryption) && config.encryption.kmsKey != ''", ["config.encryption.kmsKey"]),
            ("has(config.encryption) && has(config.encryption.kmsKey) && config.encryption.kmsKey != ''", []),
            ("config.?encryption.kmsKey == config.?size", []), ("config['size'] > 1", ["config.size"]),
        ] as [(String, [String])]
    )
    func declared(source: String, paths: [String]) throws {
        #expect(try Self.hints(source, schema: true) == paths.map { "unguardedField \($0)" })
    }

    @Test(
        "what cannot be meant is told",
        arguments: [
            ("has(config.state) && config.state == 'enabld'", ["impossibleValue 37"]),
            ("has(config.state) && config.state in ['enabled', 'off']", ["impossibleValue 49"]),
            ("has(config.state) && config.state == 'enabled'", []),
            ("has(config.open) && has(config.open.knwn)", ["undeclaredField 35"]),
            ("size(list) >= 0", ["alwaysTrue 11"]),
            ("0 > size(list)", ["alwaysFalse 2"]), ("list.size() > 0", []), ("size(list) < 0", ["alwaysFalse 11"]),
            ("n in []", ["alwaysFalse 2"]),
            ("!(n in [1])", []), ("!x in [true]", ["precedence 0"]), ("(!x) in [true]", []),
        ] as [(String, [String])]
    )
    func other(source: String, hints: [String]) throws {
        #expect(try Self.hints(source, schema: true) == hints)
    }

    @Test("a hint says what to do")
    func message() throws {
        let hints = try Lint.hints(for: "config.a.b == 1", in: Environment(variables: ["config"]))
        #expect(
            hints.map(\.message) == [
                "'config.a.b' may be absent; ask has(config.a.b) first, or select it as config.a.?b"
            ]
        )
        #expect(hints.map(\.offset) == [8])
    }

    @Test("a wrong expression has mistakes, no hints")
    func wrong() {
        #expect(throws: ExpressionErrors.self) {
            try Lint.hints(for: "confg.a.b", in: Environment(variables: ["config"]))
        }
    }
}
