import Expressions
import JSON
import Testing

@Suite("Which conditions came out which way")
struct CoverageTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let source: String
        let configs: [String]
        /// Each part with `T`, `F`, `TF` or nothing behind a colon.
        let parts: [String]
        var testDescription: String { source }
    }

    static let cases = [
        Case(source: "config.a", configs: [#"{"a":true}"#], parts: ["config.a:T"]),
        Case(source: "!config.a", configs: [#"{"a":true}"#, #"{"a":false}"#], parts: ["config.a:TF"]),
        Case(
            source: "config.a == 1 && (config.b || !config.c)",
            configs: [#"{"a":1,"b":true}"#, #"{"a":2}"#],
            parts: ["config.a == 1:TF", "config.b:T", "config.c:"]
        ),
        Case(
            source: "config.l.all(x, x.on || x.off)",
            configs: [#"{"l":[{"on":true},{"on":false,"off":true}]}"#],
            parts: ["config.l.all(x, x.on || x.off):T", "x.on:TF", "x.off:T"]
        ),
        Case(
            source: "(has(config.a) ? config.a : config.b) && size(config.l.filter(x, x > 1)) == 1",
            configs: [#"{"b":true,"l":[1,2]}"#],
            parts: [
                "has(config.a):F", "config.a:", "config.b:T", "size(config.l.filter(x, x > 1)) == 1:T", "x > 1:TF",
            ]
        ),
        Case(
            source: "cel.bind(x, config.a, x == 1 || x == 2)",
            configs: [#"{"a":2}"#],
            parts: ["x == 1:F", "x == 2:T"]
        ),
        Case(source: "config.a == 1", configs: ["{}"], parts: ["config.a == 1:"]),
        Case(
            source: "config.m.all(k, v, v.on) || false",
            configs: [#"{"m":{"a":{"on":true}}}"#],
            parts: [
                "config.m.all(k, v, v.on):T", "v.on:T",
            ]
        ),
    ]

    @Test("parts are noted as they come out", arguments: cases)
    func parts(_ sample: Case) throws {
        let coverage = try Coverage(of: sample.source, in: Environment(variables: ["config"]))
        for config in sample.configs {
            var bindings = Bindings(count: 1)
            bindings.bind(0, to: try JSONDocument(config).root)
            var cost = Cost(limit: 100_000)
            let covered = coverage.program.test(bindings, cost: &cost)
            // Being noted changes nothing of what comes out.
            let plain = try Program(compiling: sample.source, in: Environment(variables: ["config"]))
            #expect((try? covered.get()) == (try? plain.test(bindings, cost: &cost).get()))
        }
        #expect(coverage.parts.map { "\($0.text):\($0.wasTrue ? "T" : "")\($0.wasFalse ? "F" : "")" } == sample.parts)
    }

    @Test("mistakes are told as they are without", arguments: ["config.a &&", "nosuch(1) && true", "confg"])
    func mistakes(source: String) {
        #expect(throws: ExpressionErrors.self) { try Coverage(of: source, in: Environment(variables: ["config"])) }
    }
}
