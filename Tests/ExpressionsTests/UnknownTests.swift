import Expressions
import JSON
import Testing

/// What is not known yet is neither absent nor null: only what does not depend on it can be told.
@Suite struct UnknownTests {
    /// `key` and one of the ports are unknown; of `tags` only one member is known.
    private static let settings = """
        { "name": "a", "key": null, "none": null, "ports": [22, null, 443], "rules": [{ "cidr": null }, { "cidr": "10.0.0.0/8" }],
          "tags": { "team": "red" }, "closed": {} }
        """
    private static let gaps = JSONGaps(
        unknown: ["key", "ports[1]", "rules[0].cidr"].compactMap { JSONPath($0) },
        open: [JSONPath("tags"), JSONPath("nothing.here")].compactMap(\.self)
    )

    @Test(
        "an expression that depends on what is not known is unknown, with the place",
        arguments: [
            ("config.key == 'x'", "config.key"),
            ("config.key != null", "config.key"),
            ("has(config.key)", "config.key"),
            ("config.key.id == 'x'", "config.key"),
            ("config.?key.orValue('none') == 'x'", "config.key"),
            ("config.key.startsWith('a')", "config.key"),
            ("config.ports[1] == 80", "config.ports[1]"),
            ("80 in config.ports", "config.ports[1]"),
            ("config.ports.exists(p, p == 80)", "config.ports[1]"),
            ("config.ports.all(p, p > 0)", "config.ports[1]"),
            ("config.ports.filter(p, true)[1] == 1", "config.ports[1]"),
            ("config.ports == [22, 80, 443]", "config.ports[1]"),
            ("(config.ports + [1]).exists(p, p == 80)", "config.ports[1]"),
            ("config.rules.exists(r, isOpenToWorld(r.cidr))", "config.rules[0].cidr"),
            ("config.tags.owner == 'x'", "config.tags.owner"),
            ("has(config.tags.owner)", "config.tags.owner"),
            ("'owner' in config.tags", "config.tags"),
            ("config.tags['owner'] == 'x'", "config.tags.owner"),
            ("config.absent == 1 || config.key == 'x'", "config.key"),
            ("[config.absent, 1].size() == 2 || config.key == 'x'", "config.key"),
            ("config.tags.?owner.hasValue()", "config.tags.owner"),
            ("config.key", "config.key"),
            ("config.key && config.key", "config.key"),
            ("config.name == 'a' && config.key == 'x'", "config.key"),
        ]
    )
    func unknown(source: String, place: String) throws {
        let error = try #require(throws: EvaluationError.self) { try Self.evaluate(source).get() }
        #expect(error.kind == .unknown, "\(error)")
        #expect(error.path == place, "\(error)")
    }

    @Test(
        "what does not depend on it is told as ever",
        arguments: [
            "config.name == 'a'",
            "config.name == 'a' || config.key == 'x'",
            "!(config.key == 'x' && config.name == 'b')",
            "22 in config.ports",
            "config.ports.exists(p, p == 443)",
            "!config.ports.all(p, p != 22)",
            "size(config.ports) == 3",
            "type(config.ports) == list",
            "config.rules.exists(r, r.cidr == '10.0.0.0/8')",
            "config.tags.team == 'red'",
            "has(config.tags.team)",
            "!has(config.closed.owner)",
            "config.none == null",
            "!('x' in config.closed)",
            "config.name == 'b' ? config.key == 'x' : true",
        ]
    )
    func known(source: String) throws {
        #expect(try Self.evaluate(source).get(), "\(source)")
    }

    @Test("a function is not asked about a list of which a part is not known")
    func functions() throws {
        let error = try #require(throws: EvaluationError.self) {
            try Self.evaluate("sets.contains(config.ports, [80])").get()
        }
        #expect(error.kind == .unknown)
    }

    @Test("the pods of an object are found beside what is not known of it")
    func pods() throws {
        let text =
            #"{ "kind": "Deployment", "metadata": { "uid": null }, "spec": { "template": { "spec": { "containers": [{ "image": null, "name": "a" }] } } } }"#
        let gaps = JSONGaps(
            unknown: ["metadata.uid", "spec.template.spec.containers[0].image"].compactMap { JSONPath($0) }
        )
        let object = try JSONDocument(Array(text.utf8), gaps: gaps)
        #expect(try Self.evaluate("podContainers(config).all(c, c.name == 'a')", object).get())
        let error = try #require(throws: EvaluationError.self) {
            try Self.evaluate("podContainers(config).all(c, c.image == 'a')", object).get()
        }
        #expect(error.path == "config.spec.template.spec.containers[0].image")
    }

    private static func evaluate(_ source: String) throws -> Result<Bool, EvaluationError> {
        try evaluate(source, JSONDocument(Array(settings.utf8), gaps: gaps))
    }

    private static func evaluate(_ source: String, _ document: JSONDocument) throws -> Result<Bool, EvaluationError> {
        var bindings = Bindings(count: 1)
        bindings.bind(0, to: document.root)
        let program = try Program(compiling: source, in: Environment(variables: ["config"]))
        var cost = Cost(limit: 10_000)
        return program.test(bindings, cost: &cost)
    }
}
