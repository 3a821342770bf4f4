import JSON
import Testing

@testable import Expressions

@Suite("Checker")
struct CheckerTests {
    static let schema = #"""
        {"type": "object", "additionalProperties": false, "required": ["name", "rules"],
         "properties": {
           "name": {"type": "string", "description": "What people call it"},
           "state": {"enum": ["enabled", "disabled"]},
           "size": {"type": "integer"}, "ratio": {"type": "number"}, "limit": {"type": ["integer", "null"]},
           "encryption": {"type": "object", "additionalProperties": false,
                          "properties": {"kmsKey": {"type": "string"}, "enabled": {"type": "boolean"}}},
           "rules": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["port"],
                     "properties": {"port": {"type": "integer"}, "cidr": {"type": "string"}}}},
           "tags": {"type": "object", "additionalProperties": {"type": "string"}},
           "open": {"properties": {"known": {"type": "boolean"}}}, "anything": {}
         }}
        """#

    static func environment() throws -> Environment {
        let type = try StaticType(schema: JSONDocument(schema).root, named: "config")
        return Environment(variables: [
            Variable("config", type), Variable("x"), Variable("n", .int), Variable("s", .string),
            Variable("d", .double),
            Variable("t", .timestamp), Variable("list", .list(.string)), Variable("o", .optional(.int)),
            Variable("address", .abstract("ip", [])),
        ])
    }

    static func check(_ source: String) throws -> Checker.Checked {
        let environment = try environment()
        let syntax = try Parser.parse(source, limits: environment.limits)
        return Checker.check(syntax, source: source, in: environment)
    }

    @Test(
        "types are deduced as far as they are known",
        arguments: [
            ("[]", "list(dyn)"), ("[1, 'a']", "list(dyn)"), ("[1, 2u]", "list(dyn)"), ("{}", "map(dyn, dyn)"),
            ("{'a': 1, 'b': 2}", "map(string, int)"), ("{'a': 1, 2: 'b'}", "map(dyn, dyn)"),
            ("[[1], []]", "list(list(int))"),
            ("[[], [1]]", "list(list(int))"), ("[] + [1]", "list(int)"), ("[[]][0] + ['a']", "list(string)"),
            ("x + 1", "int"), ("x + x", "dyn"), ("1 + x", "int"), ("x - t", "google.protobuf.Duration"),
            ("t - x", "dyn"),
            ("t - t", "google.protobuf.Duration"),
            ("n > 0 ? n : 1", "int"), ("n > 0 ? n : 'a'", "dyn"), ("n > 0 ? null : t", "google.protobuf.Timestamp"),
            ("list.map(e, size(e))", "list(int)"),
            ("list.filter(e, e != '')", "list(string)"),
            ("list.transformList(i, e, [i])", "list(list(int))"), ("{'a': 1}.map(k, k)", "list(string)"),
            ("{'a': 1}.transformMap(k, v, v + 1)", "map(string, int)"),
            ("{'a': 1}.transformMapEntry(k, v, {v: k})", "map(int, string)"),
            ("list[0]", "string"), ("list[?0]", "optional_type(string)"), ("[?o, 1]", "list(int)"),
            ("{?'a': o}", "map(string, int)"),
            ("o.optMap(e, string(e))", "optional_type(string)"), ("o.optFlatMap(e, [e][?0])", "optional_type(int)"),
            ("cel.bind(e, 1, [e])", "list(int)"), ("{'a': {'b': 1}}.?a.b", "optional_type(int)"), ("type(1)", "type"),
            ("google.protobuf.Int32Value{value: 1}", "wrapper(int)"), ("google.protobuf.Struct{}", "map(string, dyn)"),
            ("google.protobuf.Timestamp{seconds: n}", "google.protobuf.Timestamp"), ("google.protobuf.Value{}", "dyn"),
            ("google.protobuf.Int64Value{value: 1} + 1", "int"), ("config.name", "string"), ("config.state", "string"),
            ("config.?size", "optional_type(int)"), ("config.rules.map(r, r.port)", "list(int)"),
            ("config.tags['a']", "string"),
            ("config.tags.a", "string"), ("config['name']", "string"), ("config.open.known", "bool"),
            ("config.open.other", "dyn"),
            ("config.ratio", "dyn"), ("config.ratio + 1", "int"), ("o.orValue(2)", "int"),
            ("optional.of(n)", "optional_type(int)"), ("optional.none()", "optional_type(dyn)"),
            ("[optional.none(), o]", "list(optional_type(int))"), ("list.flatten()", "list(dyn)"),
            ("[[1], [2]].flatten()", "list(dyn)"), ("config.limit", "wrapper(int)"),
            ("config.limit + 1", "int"),
            ("config.anything.a.b", "dyn"), ("config.map(k, k)", "list(string)"), ("has(config.size)", "bool"),
        ]
    )
    func types(source: String, type: String) throws {
        let checked = try Self.check(source)
        #expect(checked.issues.isEmpty)
        #expect(checked.type.description == type)
    }

    @Test(
        "what can fit is no mistake",
        arguments: [
            "n == 1.0", "n < d", "x == 'a' || x == 1", "config.limit == null", "config.state == s", "config.ratio > 1",
            "config.ratio > 1.5", "[1, 'a'].exists(e, e == 'a')", "1 in [1.0, 'a']", "config == x",
            "config == {'name': 'a'}",
            "size(config.tags) > 0", "size(config) > 0", "'a' in config.tags", "'size' in config", "x in config",
            "config[x] == 1",
            "null == s", "t > x", "[] == list", "config.rules == []", "address == x",
            "list == [x]",
        ]
    )
    func correct(source: String) throws {
        let issues = try Self.check(source).issues
        #expect(issues.isEmpty, "\(issues)")
    }

    @Test(
        "what can never fit is told with its place and what to do",
        arguments: [
            ("config.encrytion.kmsKey == ''", "6: config has no field 'encrytion'; did you mean 'encryption'?"),
            ("config.encryption.kms == ''", "17: config.encryption has no field 'kms'; it has enabled, kmsKey"),
            ("config['nam'] == ''", "6: config has no field 'nam'; did you mean 'name'?"),
            ("has(config.sise)", "10: config has no field 'sise'; did you mean 'size'?"),
            ("'sise' in config", "7: config has no field 'sise'; did you mean 'size'?"),
            ("config.?sise == o", "6: config has no field 'sise'; did you mean 'size'?"),
            ("config.rules.all(r, r.prt == 22)", "21: r has no field 'prt'; did you mean 'port'?"),
            ("config.rules[0].prt == 22", "15: config.rules[0] has no field 'prt'; did you mean 'port'?"),
            (
                "config.rules.port == 22",
                "12: a list(object) has no fields; its elements do: config.rules[0], or config.rules.all(x, x.port …)"
            ),
            ("config.size == '5'", "12: int and string are never equal; write it without quotes: 5"),
            ("config.name > 5", "12: string and int have no order; convert one: double(config.name)"),
            ("config.name && true", "0: expected bool, found string; compare it: config.name == '…'"),
            ("config.tags.a == 1", "14: string and int are never equal; convert one: double(config.tags.a)"),
            ("config.rules.exists(r, r.cidr == 0)", "30: string and int are never equal; convert one: double(r.cidr)"),
            ("1 in list", "2: a list of string never holds an int"),
            ("t + 1 > t", "2: '+' does not take timestamp and int; a span of time is a duration: duration('24h')"),
            ("address == 1", "8: ip and int are never equal"),
            ("google.protobuf.Int32Value{valu: 1}", "27: google.protobuf.Int32Value has no field 'valu'; it has value"),
            ("google.protobuf.Int32Value{value: 'a'}", "34: 'value' is an int, found string"),
            (
                "google.protobuf.Int23Value{value: 1}",
                "0: unknown message type 'google.protobuf.Int23Value'; did you mean 'google.protobuf.Int32Value'?"
            ),
            ("Bucket{name: 'a'}", "0: unknown message type 'Bucket'; for an object write a map: {'field': value}"),
            ("{'a': 1, 'a': 2}", "9: the key 'a' stands twice"), ("[?n]", "2: '?' needs an optional value, found int"),
            ("n.optMap(e, e)", "1: optMap is for optional values, found an int; a list has map"),
            ("{1.5: 'a'}", "1: a map's key is a bool, int, uint or string, found double"),
        ]
    )
    func mistakes(source: String, issue: String) throws {
        #expect(try Self.check(source).issues.map { "\($0.offset): \($0.message)" } == [issue])
    }

    @Test("functions without a body are checked, with types of their own")
    func declaredFunctions() throws {
        var environment = Environment(variables: ["x"])
        let pair = StaticType.abstract("pair", [.parameter("A"), .parameter("B")])
        environment.declaredFunctions = [
            FunctionDeclaration("pair", Signature([.parameter("A"), .parameter("B")], result: pair)),
            FunctionDeclaration("first", Signature([pair], result: .parameter("A")), isMember: true),
        ]
        func type(_ source: String) throws -> StaticType {
            try Program(compiling: source, in: environment).resultType
        }
        #expect(try type("pair(1, x)").description == "pair(int, dyn)")
        #expect(try type("pair('a', 1).first()") == .string)
        let errors = #expect(throws: ExpressionErrors.self) { try type("pair(1)") }
        #expect(errors?.issues.first?.message == "'pair' takes 2 arguments, found 1")
    }
}
