import Expressions
import JSON
import Testing

@Suite("Limits")
struct LimitsTests {
    static let list = "[" + (0..<200).map(String.init).joined(separator: ",") + "]"

    func evaluate(_ source: String, _ limits: Limits = Limits(), setting: String = list) throws -> (
        Result<Value, EvaluationError>, Int
    ) {
        var environment = Environment(variables: ["config"])
        environment.limits = limits
        let program = try Program(compiling: source, in: environment)
        var cost = Cost(limit: limits.maximumCost)
        return (program.evaluate(Bindings([.json(try JSONDocument(setting).root)]), cost: &cost), cost.spent)
    }

    @Test(
        "an evaluation that costs too much stops, and no || hides it",
        .timeLimit(.minutes(1)),
        arguments: [
            "config.all(a, config.all(b, config.all(c, config.all(d, true))))",
            "config.map(a, config.map(b, config.map(c, [a, b, c]))).size() > 0",
            "config.exists(a, config.exists(b, config.exists(c, a + b + c < 0))) || true",
            "config.all(a, config.all(b, config == config))",
            "config.all(a, config.all(b, config.map(x, string(x)).join(',').matches('(1|2)*(3,4)+5$') || true))",
        ]
    )
    func cost(source: String) throws {
        let (result, spent) = try evaluate(source)
        let error = try #require(throws: EvaluationError.self) { try result.get() }
        #expect(error.kind == .costExceeded)
        #expect(spent > 1_000_000)
        #expect(spent < 1_200_000)
    }

    @Test(
        "going past a limit is an error that names it, and no || hides it",
        arguments: [
            ("config.all(a, config.all(b, config.all(c, true)))", "maximumCost"),
            (
                "config.map(x, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa').join('0123456789').size() > 0",
                "maximumTextBytes"
            ),
            ("(config + config + config + config + config + config).size() > 0", "maximumElements"),
            ("config.all(x, config.map(y, string(x + y)).size() > 0)", "maximumMemory"),
            ("'a'.matches(config.map(x, '(ab|cd){50}').join('|'))", "maximumPatternInstructions"),
        ]
    )
    func growth(source: String, limit: String) throws {
        var limits = Limits()
        limits.maximumTextBytes = 10_000
        limits.maximumElements = 1_000
        limits.maximumMemory = 500_000
        for source in [source, "\(source) || true", "true || \(source) ? \(source) : false"] {
            let error = try #require(throws: EvaluationError.self) { try evaluate(source, limits).0.get() }
            #expect(error.kind.limit == limit)
            #expect(error.description.contains(limit))
        }
    }

    @Test(
        "an expression that is too long, too deep or too large is refused before it is planned",
        arguments: [
            String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000),
            String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000),
            "config" + String(repeating: ".a", count: 500),
            "1" + String(repeating: "+1", count: 500),
            String(repeating: "!(", count: 300) + "true" + String(repeating: ")", count: 300),
            String(repeating: "a?b:", count: 300) + "c", String(repeating: " ", count: 40_000) + "1",
            "[" + String(repeating: "1,", count: 12_000) + "1]",
            "config" + String(repeating: "[0", count: 300) + String(repeating: "]", count: 300),
        ]
    )
    func size(source: String) {
        let errors = #expect(throws: ExpressionErrors.self) {
            try Program(compiling: source, in: Environment(variables: ["config", "a", "b", "c"]))
        }
        #expect(errors?.description.contains("(maximum") == true)
    }

    @Test("a long run of && or || nests no deeper than one")
    func longChains() throws {
        let source = (0..<1_000).map { "config[\($0 % 200)] >= 0" }.joined(separator: " && ")
        #expect(try evaluate(source).0.get().bool == true)
    }

    @Test("one budget can be shared by many expressions")
    func sharedBudget() throws {
        let program = try Program(compiling: "config.all(x, x >= 0)", in: Environment(variables: ["config"]))
        let bindings = Bindings([.json(try JSONDocument(Self.list).root)])
        var cost = Cost(limit: 2_000)
        var outcomes: [Bool] = []
        for _ in 0..<5 {
            if case .success = program.test(bindings, cost: &cost) {
                outcomes.append(true)
            } else {
                outcomes.append(false)
            }
        }
        #expect(outcomes.first == true)
        #expect(outcomes.last == false)
    }

    @Test(
        "an expression that is made to be hard to check takes no time, and its mistakes no room",
        .timeLimit(.minutes(1)),
        arguments: [
            (0..<2_500).map { "nope\($0)(x)" }.joined(separator: "||"),
            (0..<2_000).map { "has(config.a\($0).b)" }.joined(separator: "&&") + "&&config.c.d==1",
            (0..<60).reduce("x") { "cel.bind(b\($1), {a\($1): a\($1)}, \($0))" },
            (0..<40).reduce("p40") { body, i in
                "cel.bind(p\(40 - i), p\(39 - i)\(String(repeating: ".abc", count: 30)), \(body))"
            },
            (0..<50).reduce("[]") { "[\($0), {\($1): [[]]}]" }, String(repeating: "(", count: 16_000),
            String(repeating: "“", count: 10_000),
            String(repeating: "1 = ", count: 8_000), String(repeating: "[1 2,", count: 6_000),
            String(repeating: "a ? ", count: 8_000),
        ]
    )
    func hostile(source: String) {
        let environment = Environment(variables: ["config", "p0", "x"])
        do throws(ExpressionErrors) {
            _ = try Lint.hints(for: source, in: environment)
        } catch {
            #expect(!error.issues.isEmpty)
            #expect(error.description.utf8.count < 4_000_000)
        }
    }
}
