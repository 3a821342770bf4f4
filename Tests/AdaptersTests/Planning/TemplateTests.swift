import Testing

@testable import Adapters

@Suite("What a mapping's config comes to")
struct TemplateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let config: String
        let values: String
        var unknown: [String] = []
        let expected: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "a field", config: "a: values.?x", values: #"{"x":1.50}"#, expected: "{a:1.5}"),
        Case(name: "a field without ?", config: "a: values.x", values: #"{}"#, expected: "{}"),
        Case(name: "a field of null", config: "a: values.x\nb: values.?x", values: #"{"x":null}"#, expected: "{}"),
        Case(name: "an optional of nothing", config: "a: optional.none()\nb: 1", values: "{}", expected: "{b:1}"),
        Case(name: "an index past the end", config: "a: values.x[0].y", values: #"{"x":[]}"#, expected: "{}"),
        Case(
            name: "constants",
            config: "a: 1\nb: true\nc: \"'Standard'\"\nd: 1.5",
            values: "{}",
            expected: "{a:1,b:true,c:Standard,d:1.5}"
        ),
        Case(name: "empty objects", config: "a: { b: { c: values.?x } }\nd: 1", values: "{}", expected: "{d:1}"),
        Case(
            name: "a value that is made",
            config: "a: \"{'k': values.x, 'l': [1, 2u, 2.5]}\"",
            values: #"{"x":"y"}"#,
            expected: "{a:{k:y,l:[1,2,2.5]}}"
        ),
        Case(
            name: "bytes and times",
            config: "a: b'x'\nb: timestamp('2026-01-02T03:04:05Z')\nc: duration('90s')",
            values: "{}",
            expected: "{a:eA==,b:2026-01-02T03:04:05Z,c:90s}"
        ),
        Case(
            name: "an unknown field",
            config: "a: values.x\nb: values.y",
            values: #"{"x":null,"y":1}"#,
            unknown: ["x"],
            expected: "{a:?,b:1}"
        ),
        Case(
            name: "an unknown field that may be absent",
            config: "a: values.?x.orValue(false)",
            values: #"{"x":null}"#,
            unknown: ["x"],
            expected: "{a:?}"
        ),
        Case(
            name: "an unknown inside of what is copied",
            config: "a: values.x",
            values: #"{"x":{"y":null,"z":null}}"#,
            unknown: ["x.y"],
            expected: "{a:{y:?}}"
        ),
        Case(
            name: "an unknown that decides nothing",
            config: "a: values.y || values.x",
            values: #"{"x":null,"y":true}"#,
            unknown: ["x"],
            expected: "{a:true}"
        ),
        Case(
            name: "JSON in a text",
            config: "a: values.p",
            values: #"{"p":" {\"A_b\":[\"{\\\"c\\\":1}\"]}"}"#,
            expected: "{a:{A_b:[{c:1}]}}"
        ),
        Case(
            name: "text that only looks like JSON",
            config: "a: values.p",
            values: #"{"p":"{x}"}"#,
            expected: "{a:{x}}"
        ),
        Case(
            name: "JSON in a tag",
            config: "tags: values.tags",
            values: #"{"tags":{"a_b":"[1]"}}"#,
            expected: "{tags:{a_b:[1]}}"
        ),
        Case(
            name: "copy",
            config: "$copy: { of: values }",
            values: #"{"a_b":1,"c":null,"d":[null,{}]}"#,
            expected: "{a_b:1,d:[{}]}"
        ),
        Case(
            name: "copy in camel case",
            config: "$copy: { of: values, keys: camel, except: [x_y] }\nz: 2",
            values: #"{"a_b_c":{"d_e":1},"x_y":1,"z":1,"tags":{"my_tag":"x"}}"#,
            expected: "{aBC:{dE:1},z:2,tags:{my_tag:x}}"
        ),
        Case(
            name: "copy in Pascal case",
            config: "$copy: { of: values, keys: pascal }",
            values: #"{"a_bc":1,"x":2}"#,
            expected: "{ABc:1,X:2}"
        ),
        Case(
            name: "copy with the first letter lowered",
            config: "$copy: { of: values.?A, keys: lowerFirst }",
            values: #"{"A":{"BlockPublicAcls":true,"x":1}}"#,
            expected: "{blockPublicAcls:true,x:1}"
        ),
        Case(
            name: "names in copied JSON are its own",
            config: "$copy: { of: values, keys: camel }",
            values: #"{"the_policy":"{\"a_b\":1}"}"#,
            expected: "{thePolicy:{a_b:1}}"
        ),
        Case(name: "copy of nothing", config: "$copy: { of: values.?x }\na: 1", values: "{}", expected: "{a:1}"),
        Case(
            name: "copy of what is not known",
            config: "$copy: { of: values.x }\na: 1",
            values: #"{"x":null}"#,
            unknown: ["x"],
            expected: "{a:1,…}"
        ),
        Case(
            name: "copy with an unknown in it",
            config: "$copy: { of: values }",
            values: #"{"x":null,"y":1}"#,
            unknown: ["x"],
            expected: "{x:?,y:1}"
        ),
        Case(
            name: "each",
            config: "a: { $each: { in: \"values.?r.orValue([])\", as: r }, days: r.?d, name: values.n }",
            values: #"{"n":"x","r":[{"d":1},{},{"d":null}]}"#,
            expected: "{a:[{days:1,name:x},{name:x},{name:x}]}"
        ),
        Case(
            name: "each of none",
            config: "a: { $each: { in: \"values.?r.orValue([])\", as: r }, d: r }\nb: 1",
            values: "{}",
            expected: "{b:1}"
        ),
        Case(
            name: "each of an absent list",
            config: "a: { $each: { in: values.r, as: r }, d: r }\nb: 1",
            values: "{}",
            expected: "{b:1}"
        ),
        Case(
            name: "each that is not known",
            config: "a: { $each: { in: values.r, as: r }, d: r }",
            values: #"{"r":null}"#,
            unknown: ["r"],
            expected: "{a:?}"
        ),
        Case(
            name: "each with an unknown element",
            config: "a: { $each: { in: values.r, as: r }, d: r.x, e: 1 }",
            values: #"{"r":[{"x":1},{"x":null}]}"#,
            unknown: ["r[1].x"],
            expected: "{a:[{d:1,e:1},{d:?,e:1}]}"
        ),
        Case(
            name: "values of each",
            config: "a: { $each: { in: values.r, as: r }, $value: r.c }",
            values: #"{"r":[{"c":"x"},{},{"c":"y"}]}"#,
            expected: "{a:[x,y]}"
        ),
        Case(
            name: "each in each",
            config: "a: { $each: { in: values.r, as: r }, b: { $each: { in: r.c, as: c }, $value: \"c + r.s\" } }",
            values: #"{"r":[{"s":"!","c":["x","y"]}]}"#,
            expected: "{a:[{b:[x!,y!]}]}"
        ),
        Case(
            name: "each of what is made",
            config: "a: { $each: { in: \"values.r.map(x, x * 2)\", as: r }, $value: r }",
            values: #"{"r":[1,2]}"#,
            expected: "{a:[2,4]}"
        ),
        Case(
            name: "a list",
            config: "a: [values.x, values.?y, 3, { b: values.?y }, { b: values.x }]",
            values: #"{"x":1}"#,
            expected: "{a:[1,3,{b:1}]}"
        ),
        Case(
            name: "lists joined",
            config:
                "a:\n  - { $each: { in: values.x, as: r }, $value: r }\n  - { $each: { in: values.y, as: r }, $value: r }",
            values: #"{"x":[1],"y":[2,3]}"#,
            expected: "{a:[1,2,3]}"
        ),
        Case(
            name: "the resource itself",
            config: "a: resource.address\nb: resource.type + '/' + resource.name",
            values: "{}",
            expected: "{a:t.n,b:t/n}"
        ),
    ]

    @Test("every kind of value", arguments: cases)
    func tree(_ example: Case) throws {
        let resource = try Mappings.resource(example.values, unknown: example.unknown)
        let mapped = ResourceMapper(Mappings.config(example.config), source: "terraform").map([resource])
        #expect(mapped.count == 1)
        #expect(mapped.first?.shown == example.expected)
        #expect(mapped.first?.errors == [])
    }

    @Test(
        "a mistake in a value is told and makes that value unknown",
        arguments: [
            ("a: values.x + 1\nb: 2", "{a:?,b:2}", "config.a: "),
            ("a: values.x.startsWith(1)\nb: 2", "{a:?,b:2}", "config.a: "),
            ("a: { c: nonsense }\nb: 2", "{a:{c:?},b:2}", "config.a.c: "),
            ("a: { $each: { in: values.x, as: r }, c: r }", "{a:?}", "config.a.$each: not a list"),
            ("$copy: { of: values.x }\nb: 2", "{b:2,…}", "config.$copy: not an object"),
        ]
    )
    func mistakes(_ config: String, _ expected: String, _ error: String) throws {
        let resource = try Mappings.resource(#"{"x":"text"}"#)
        let mapped = ResourceMapper(Mappings.config(config), source: "terraform").map([resource])
        #expect(mapped.first?.shown == expected)
        #expect(mapped.first?.errors.count == 1)
        #expect(mapped.first?.errors.first?.hasPrefix(error) == true, "\(mapped.first?.errors ?? [])")
    }

    @Test(
        "conditions choose the mapping; one that is not known holds",
        arguments: [
            (#"{"x":"a"}"#, [String](), ["A"]), (#"{"x":"b"}"#, [], ["B"]), (#"{"x":"c"}"#, [], []), ("{}", [], []),
            (#"{"x":null}"#, ["x"], ["A", "B"]),
        ]
    )
    func conditions(_ values: String, _ unknown: [String], _ types: [String]) throws {
        let set = Mappings.set(
            """
            - from: t
              when: values.x == 'a'
              to: { provider: aws, service: s, resourceType: A }
              config: { a: 1 }
            - from: t
              when: values.x == 'b'
              to: { provider: aws, service: s, resourceType: B }
              config: { a: 1 }
            """
        )
        let mapped = ResourceMapper(set, source: "terraform").map([try Mappings.resource(values, unknown: unknown)])
        #expect(mapped.map(\.resourceType) == types)
    }

    @Test(
        "what a resource is called",
        arguments: [
            (#"{"i":"x","arn":"arn:aws:s3:::x"}"#, [String](), "x", ["t.n", "arn:aws:s3:::x", "x", "other-x"]),
            (#"{"i":null,"name":"y","id":"z"}"#, ["i"], "t.n", ["t.n", "z", "y"]),
            ("{}", [], "t.n", ["t.n"]),
        ]
    )
    func names(_ values: String, _ unknown: [String], _ id: String, _ names: [String]) throws {
        let set = Mappings.config("a: 1", more: "  id: values.?i\n  names: [\"'other-' + values.i\"]\n")
        let mapped = ResourceMapper(set, source: "terraform").map([try Mappings.resource(values, unknown: unknown)])
        #expect(mapped.first?.id == id)
        #expect(mapped.first?.names == names)
        #expect(mapped.first?.origins == ["t.n"])
    }

    @Test("region and account are found where clouds write them, or where the mapping says")
    func places() throws {
        let mapper = ResourceMapper(Mappings.config("a: 1"), source: "terraform")
        let amazon = try Mappings.resource(#"{"arn":"arn:aws:sns:eu-west-1:123456789012:t"}"#)
        #expect(mapper.map([amazon]).first?.account == "123456789012")
        let google = mapper.map([try Mappings.resource(#"{"project":"p","location":"asia-northeast1"}"#)]).first
        #expect(google?.account == "p" && google?.region == "asia-northeast1")
        let told = Mappings.config("a: 1", more: "  region: values.zone.substring(0, 3)\n  account: values.?tenancy\n")
        let oracle = ResourceMapper(told, source: "terraform").map([
            try Mappings.resource(#"{"zone":"nrt-1","tenancy":"o"}"#)
        ])
        #expect(oracle.first?.region == "nrt" && oracle.first?.account == "o")
    }
}
