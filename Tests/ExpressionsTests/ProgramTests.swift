import Expressions
import JSON
import Testing

@Suite("Program")
struct ProgramTests {
    static let environment = Environment(variables: ["config", "previous"])

    static let setting = #"""
        {"name":"logs","size":5,"big":18446744073709551615,"ratio":0.5,"none":null,"on":true,"tags":{"aws:x":"1","Env":"prod"},
         "rules":[{"port":22,"cidr":"0.0.0.0/0","open":true},{"port":443,"cidr":"10.0.0.0/8"}],"list":["a","b","c"],"empty":[],
         "text":"日本語テキスト","escaped":"a\"b\u00e9"}
        """#

    /// The value as JSON, or the kind of error.
    static func evaluate(_ expression: String) throws -> String {
        let program = try Program(compiling: expression, in: environment)
        var bindings = Bindings(count: 2)
        bindings.bind(0, to: try JSONDocument(setting).root)
        switch program.evaluate(bindings) {
        case .success(let value): return value.jsonText
        case .failure(let error): return "\(error.kind)"
        }
    }

    @Test(
        "an expression over a setting has its value",
        arguments: [
            ("config.name == 'logs'", "true"), ("config.size + 1", "6"), ("config.ratio * 2.0", "1.0"),
            ("config.big == 18446744073709551615u", "true"), ("config.big > config.size", "true"),
            ("config.none == null", "true"), ("config.on", "true"), ("config.tags['aws:x']", #""1""#),
            ("config.rules[1].cidr", #""10.0.0.0/8""#), ("config.rules.map(r, r.port)", "[22,443]"),
            ("config.rules.filter(r, r.port < 100).map(r, r.cidr)", #"["0.0.0.0/0"]"#),
            ("config.rules.exists(r, r.port == 22 && isOpenToWorld(r.cidr))", "true"),
            ("config.rules.all(r, has(r.open))", "false"), ("config.rules.exists_one(r, r.port == 443)", "true"),
            ("config.list.all(i, x, config.list[i] == x)", "true"), ("size(config.list) == config.list.size()", "true"),
            ("config.tags.map(k, k)", #"["aws:x","Env"]"#), ("'Env' in config.tags", "true"),
            ("'b' in config.list", "true"),
            ("config.name in ['x', 'logs']", "true"), ("config.list + ['d']", #"["a","b","c","d"]"#),
            ("config.tags == {'Env': 'prod', 'aws:x': '1'}", "true"), ("config.list == ['a', 'b', 'c']", "true"),
            ("config.text.size()", "7"), ("config.text.substring(2, 4)", #""語テ""#),
            ("config.escaped == 'a\"bé'", "true"),
            ("config.text.charAt(0)", #""日""#), ("config.text.indexOf('語')", "2"),
            ("'a,b,c'.split(',')", #"["a","b","c"]"#),
            ("'a,b,c'.split(',', 2)", #"["a","b,c"]"#), ("'héé'.split('')", #"["h","é","é"]"#),
            ("config.list.join('-')", #""a-b-c""#), ("'abab'.replace('b', 'x', 1)", #""axab""#),
            ("'ab'.replace('', '-')", #""-a-b-""#), ("' x '.trim()", #""x""#), ("'AbC'.lowerAscii()", #""abc""#),
            ("'abcb'.lastIndexOf('b')", "3"), ("config.missing == 1 || true", "true"),
            ("false && config.missing", "false"),
            ("config.on ? 1 : config.missing", "1"), ("type(config.list) == list", "true"),
            ("dyn(config.size) == 5.0", "true"),
            ("{'a': 1}.transformMap(k, v, v + 1)", #"{"a":2}"#), ("[1, 2].transformList(i, v, i * v)", "[0,2]"),
            ("timestamp('2026-01-31T00:00:00Z') + duration('24h') > timestamp('2026-01-31T23:59:59Z')", "true"),
            ("timestamp('2026-11-20T12:00:00Z').getHours('Asia/Tokyo')", "21"), ("1 - -1", "2"), ("- -1", "1"),
            ("!!true", "true"),
            ("string(1.0) + string(7u) + string(true)", #""17true""#), ("bytes('é')", #""w6k=""#), ("7 % -4", "3"),
        ]
    )
    func values(expression: String, value: String) throws {
        #expect(try Self.evaluate(expression) == value)
    }

    @Test(
        "an evaluation that has no value says which kind of error it is",
        arguments: [
            ("config.missing == 1", "noSuchField"), ("config.none.x == 1", "noSuchField"),
            ("config.tags['y'] == ''", "noSuchField"),
            ("{'a': 1}['b'] == 1", "noSuchKey"), ("config.list[3] == ''", "indexOutOfRange"),
            ("config.name.x == 1", "noSuchOverload"),
            ("config.name + 1", "noSuchOverload"), ("config.size / 0", "divisionByZero"),
            ("9223372036854775807 + config.size", "overflow"), ("int('x' + config.name)", "invalidArgument"),
            ("previous.x", "unboundVariable"), ("cidrContains(config.name, '10.0.0.0')", "invalidArgument"),
            ("config.name && true", "noSuchOverload"), ("config.rules.all(r, r.open)", "noSuchField"),
            ("config.list.map(x, config.list.map(y, x + y)).size() < 0 && config.missing", "false"),
        ]
    )
    func errors(expression: String, kind: String) throws {
        #expect(try Self.evaluate(expression) == kind)
    }

    @Test(
        "an absent field is named with its path from the variable",
        arguments: [
            ("config.tags.Owner == 'x'", "config.tags.Owner"), ("config.rules[1].open", "config.rules[1].open"),
            ("config.rules.exists(r, r.from == 1)", "config.rules[0].from"), ("config.a.b.c == 1", "config.a.b.c"),
            ("config.tags['aws:y'] == ''", #"config.tags["aws:y"]"#),
            ("config.rules.filter(r, r.port > 22)[0].x", "config.rules[1].x"),
        ]
    )
    func missingPaths(expression: String, path: String) throws {
        let program = try Program(compiling: expression, in: Self.environment)
        let result = program.evaluate(Bindings([.json(try JSONDocument(Self.setting).root)]))
        let error = try #require(throws: EvaluationError.self) { try result.get() }
        #expect(error.kind == .noSuchField)
        #expect(error.path == path)
    }

    @Test("every mistake of an expression is reported, in order, with line, column and caret")
    func mistakes() throws {
        let source = "confg.x == 1 &&\n  size(config.y, 2) > 0 || config.z.startWith('a') || nope('x') || 'a' < 1"
        let errors = try #require(throws: ExpressionErrors.self) {
            try Program(compiling: source, in: Self.environment)
        }
        #expect(
            errors.description == """
                1:1: unknown variable 'confg'; did you mean 'config'?
                 | confg.x == 1 &&
                 | ^
                2:3: 'size' takes 1 argument, found 2
                 |   size(config.y, 2) > 0 || config.z.startWith('a') || nope('x') || 'a' < 1
                 |   ^
                2:36: unknown function 'startWith'; did you mean 'startsWith'?
                 |   size(config.y, 2) > 0 || config.z.startWith('a') || nope('x') || 'a' < 1
                 |                                    ^
                2:55: unknown function 'nope'
                 |   size(config.y, 2) > 0 || config.z.startWith('a') || nope('x') || 'a' < 1
                 |                                                       ^
                2:72: string and int have no order
                 |   size(config.y, 2) > 0 || config.z.startWith('a') || nope('x') || 'a' < 1
                 |                                                                        ^
                """
        )
    }

    @Test(
        "a malformed expression is refused at its place",
        arguments: [
            ("", 0), ("1 +", 3), ("(1", 2), ("[1, 2", 5), ("'abc", 0), ("a b", 2), ("1 = 2", 2), ("config.", 7),
            ("has(config)", 4),
            ("config.list.all(1, true)", 16), ("x.map(a, a, a, a)", 0), ("'\\q'", 1), ("99999999999999999999", 0),
            ("for", 0),
            ("config.name.matches('[a')", 20), ("true ? 1", 8), ("{1: }", 4), ("config.list.all(i, i, true)", 19),
            ("1x", 1),
        ]
    )
    func malformed(source: String, offset: Int) throws {
        let errors = try #require(throws: ExpressionErrors.self) {
            try Program(compiling: source, in: Self.environment)
        }
        #expect(errors.issues.first?.offset == offset)
    }

    @Test(
        "the type of the result is known as far as the setting allows",
        arguments: [
            ("config.x", "dyn"), ("config.x == 1", "bool"), ("[1, 2].map(x, x + 1)", "list(int)"),
            ("size(config.x)", "int"),
            ("config.x.split(',')", "list(string)"), ("has(config.x)", "bool"), ("timestamp('x') - config.t", "dyn"),
        ]
    )
    func resultType(expression: String, type: String) throws {
        #expect(try Program(compiling: expression, in: Self.environment).resultType.description == type)
    }
}
