import Expressions
import JSON
import Testing

@Suite("Explanation")
struct ExplanationTests {
    static let setting = #"""
        {"acl":{"grants":[{"who":"owner","right":"FULL"},{"who":"AllUsers","right":"READ"}]},
         "ports":[{"from":22,"ranges":[{"cidr":"10.0.0.0/8"},{"cidr":"0.0.0.0/0"}]}],"logging":{},"name":"Logs","days":30,"on":false}
        """#

    func explain(_ expression: String) throws -> Explanation? {
        let program = try Program(compiling: expression, in: Environment(variables: ["config"]))
        return program.explain(Bindings([.json(try JSONDocument(Self.setting).root)]))
    }

    @Test(
        "a false expression names the part, the path and the value that decided",
        arguments: [
            ("config.days >= 90 && config.on", "config.days >= 90", "config.days", "30"),
            ("config.days == 30 && config.on", "config.on", "config.on", "false"),
            (
                "!config.acl.grants.exists(g, g.who == 'AllUsers')", "g.who == 'AllUsers'", "config.acl.grants[1].who",
                #""AllUsers""#
            ),
            (
                "config.ports.all(p, p.ranges.all(r, p.from != 22 || !isOpenToWorld(r.cidr)))", "isOpenToWorld(r.cidr)",
                "config.ports[0].ranges[1].cidr", #""0.0.0.0/0""#
            ),
            (
                "config.ports.all(p, p.ranges.all(r, !isOpenToWorld(r.cidr)))", "isOpenToWorld(r.cidr)",
                "config.ports[0].ranges[1].cidr", #""0.0.0.0/0""#
            ),
            (
                "config.name.lowerAscii().startsWith('x')", "config.name.lowerAscii().startsWith('x')", "config.name",
                #""Logs""#
            ),
            (
                "config.acl.grants.exists(g, g.who == 'x')", "config.acl.grants.exists(g, g.who == 'x')",
                "config.acl.grants", nil
            ),
            ("size(config.ports) > 1 || false", "size(config.ports) > 1", "config.ports", nil),
            ("has(config.logging.target)", "has(config.logging.target)", "config.logging.target", nil),
            ("!has(config.logging)", "has(config.logging)", "config.logging", "{}"),
            ("config.on ? true : config.days > 50", "config.days > 50", "config.days", "30"),
            ("config.logging.target == 'x'", "config.logging.target == 'x'", "config.logging.target", nil),
            (
                "config.ports.filter(p, p.from == 22).all(p, p.ranges.size() == 1)", "p.ranges.size() == 1",
                "config.ports[0].ranges", nil
            ),
            ("config.days in [7, 90]", "config.days in [7, 90]", "config.days", "30"),
        ] as [(String, String, String, String?)]
    )
    func facts(expression: String, part: String, path: String, value: String?) throws {
        let explanation = try #require(try explain(expression))
        #expect(explanation.expression == part)
        #expect(explanation.path == path)
        if let value { #expect(explanation.value == value) }
    }

    @Test("the elements that decided are given from the outside in")
    func elements() throws {
        let explanation = try #require(try explain("config.ports.all(p, p.ranges.all(r, r.cidr != '0.0.0.0/0'))"))
        let elements = explanation.facts[0].elements
        #expect(elements.map(\.variable) == ["p", "r"])
        #expect(elements.map(\.position) == ["0", "1"])
        #expect(elements.map(\.path) == ["config.ports[0]", "config.ports[0].ranges[1]"])
        #expect(explanation.facts[0].variable == "config")
        #expect(explanation.facts[0].steps?.description == "ports[0].ranges[1].cidr")
    }

    @Test("each side of a false || is a fact, and absence is told from a value")
    func bothSides() throws {
        let explanation = try #require(
            try explain("config.days > 50 || has(config.logging.target) || config.name == 'x'")
        )
        // What stands last is what is wrong most often; the others follow in their order.
        #expect(explanation.facts.map(\.path) == ["config.name", "config.days", "config.logging.target"])
        #expect(explanation.facts.map(\.isMissing) == [false, false, true])
        #expect(explanation.facts.map(\.isTrue) == [false, false, false])
        #expect(
            explanation.description
                == "config.name == 'x' (config.name is \"Logs\")\nconfig.days > 50 (config.days is 30)\n"
                + "has(config.logging.target) (config.logging.target is absent)"
        )
    }

    @Test(
        "behind `.?` and `[?…]` the place is the setting that was asked for, there or not",
        arguments: [
            ("config.?days.orValue(0) > 50", "config.days", #"30"#),
            ("config.acl.?grants[?1].?who.orValue('') != 'AllUsers'", "config.acl.grants[1].who", #""AllUsers""#),
            ("config.?acl.grants[?1].?who.orValue('') != 'AllUsers'", "config.acl.grants[1].who", #""AllUsers""#),
            ("config.?logging.?target.orValue('none') == 'x'", "config.logging.target", nil),
            ("config[?'days'].orValue(1) == 2", "config.days", "30"),
            ("config.acl.?grants[?7].?who.orValue('') == 'x'", "config.acl.grants[7].who", nil),
            ("config.?tls.orValue(false) == true", "config.tls", nil),
            ("!config.?name.orValue('').startsWith('L')", "config.name", #""Logs""#),
            ("config.ports.all(p, p.?from.orValue(0) != 22)", "config.ports[0].from", "22"),
        ]
    )
    func optional(source: String, path: String, value: String?) throws {
        let fact = try #require(try explain(source)?.facts.first)
        #expect(fact.path == path)
        #expect(fact.value == value)
        #expect(fact.isMissing == (value == nil))
    }

    @Test("a true expression needs no explanation")
    func passing() throws {
        #expect(try explain("config.days == 30") == nil)
    }

    @Test("an error is explained by the part that failed")
    func failing() throws {
        let explanation = try #require(try explain("config.days == 30 && config.logging.target.startsWith('x')"))
        #expect(explanation.expression == "config.logging.target.startsWith('x')")
        #expect(explanation.facts[0].error?.kind == .noSuchField)
        #expect(explanation.facts[0].isMissing)
    }

    @Test("a failure before a variable gets its value is explained without looking at the variable")
    func unbound() throws {
        let explanation = try #require(try explain("cel.bind(v, dyn(1 / (config.days - 30)), v.a.b) == 1"))
        #expect(explanation.facts[0].error?.kind == .divisionByZero)
    }

    @Test(
        "what could only just be paid for is explained, by the least part that looking further in could be paid for",
        arguments: [
            "config.days >= 90 && config.on",
            "!config.acl.grants.exists(g, g.who == 'AllUsers')",
            "!(config.days > 1)",
            "config.ports.all(p, p.ranges.all(r, p.from != 22 || !isOpenToWorld(r.cidr)))",
            "config.days == 30 ? config.on || config.days > 90 : config.on",
            "config.acl.grants.exists(g, 1 / (config.days - 30) == 1 && g.who == 'x') && config.ports[0 >= 0] == ''",
        ]
    )
    func spent(source: String) throws {
        var environment = Environment(variables: ["config"])
        let bindings = Bindings([.json(try JSONDocument(Self.setting).root)])
        var cost = Cost(limit: 1_000)
        #expect(try Program(compiling: source, in: environment).test(bindings, cost: &cost).get() == false)
        for limit in cost.spent...4 * cost.spent {
            environment.limits.maximumCost = limit
            let found = try Program(compiling: source, in: environment).explain(bindings)
            let explanation = try #require(found, "\(limit)")
            #expect(explanation.facts.allSatisfy { $0.error?.kind != .costExceeded }, "\(limit)")
        }
        environment.limits.maximumCost = cost.spent - 1
        let explanation = try #require(try Program(compiling: source, in: environment).explain(bindings))
        #expect(explanation.facts.map(\.expression) == [source])
        #expect(explanation.facts.map(\.error?.kind) == [.costExceeded])
    }
}
