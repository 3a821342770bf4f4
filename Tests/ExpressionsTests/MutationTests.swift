import Expressions
import JSON
import Testing

/// A small generator that gives the same numbers on every run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Expressions under mutation")
struct MutationTests {
    static let seeds = [
        #"config.rules.all(r, !(r.port in [22, 3389]) || r.cidrs.all(c, !isOpenToWorld(c) && cidrContains('10.0.0.0/8', c)))"#,
        #"has(config.a.b) ? config.name.matches('^[a-z]+(-x{2,5})*$') : config['k'].split(',').map(x, x.trim()).join('') != r'\d'"#,
        #"timestamp('2026-01-01T00:00:00Z') - duration('1h30m') > timestamp(config.at) && {'a': [1, 2u, 3.5e-1, b'\xff']}.a.size() == 0x10"#,
        #"config.list.exists_one(i, x, int(x) / (i - 1) > -9223372036854775808) || [[1], [2]].filter(v, v[0] % 2 == 0).map(v, v > [0], v)"#,
        #"{'x': 1}.transformMap(k, v, v > 0, k + string(v)).x.replace('x', '', 2).substring(0, 1).charAt(0) + "é".upperAscii()"#,
        #"cel.bind(o, config.?a.b[?0], [?o, ?optional.none()].size() > 0 || {?'k': o.optMap(v, v + 1)}.?k.hasValue()) && has(config.?a.b)"#,
        #"google.protobuf.Value{string_value: 'a'} == config.name && cel.block([1, cel.index(0) + 1], cel.index(1)) in [{1: []}, [[]]][1]"#,
    ]

    static let setting = #"""
        {"rules":[{"port":22,"cidrs":["0.0.0.0/0","10.1.0.0/16"]},{"port":80,"cidrs":[]}],"a":{"b":null},"name":"ab-xx","k":"a, b",
         "at":"2025-12-31T00:00:00Z","list":["1","-2","x"]}
        """#

    static let pieces = [
        "config", ".a", "[0]", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "&&", "||", "!", "-", "?", ":", ",",
        " in ", ".map(x, x)",
        ".all(x, x)", "null", "1e999", "0x", "u", "9223372036854775807", "r'''", "b\"", ".matches('(a*)*$')", "日本", "`",
        "//", "\n", "==", "%", ".?b", "[?", "{?", "T{", "cel.bind(x, ", "cel.block([", ".optMap(x, ", "“", " and ",
        "not ", "=", ";", "=>",
    ]

    @Test(
        "random damage is refused or evaluated, never a crash or a hang",
        .timeLimit(.minutes(2)),
        arguments: seeds.indices
    )
    func mutations(seed: Int) throws {
        var random = Seeded(state: UInt64(seed) + 7)
        let bindings = Bindings([.json(try JSONDocument(Self.setting).root)])
        var environment = Environment(variables: ["config"])
        environment.limits.maximumCost = 20_000
        if seed % 2 == 0 {
            let schema = try JSONDocument(CheckerTests.schema).root
            environment.declare("config", as: try StaticType(schema: schema, named: "config"))
        }
        for round in 0..<4_000 {
            environment.isUnchecked = round % 2 == 0
            var source = Array(Self.seeds[seed].unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&source, &random) }
            let text = String(String.UnicodeScalarView(source))
            do throws(ExpressionErrors) {
                let program = try Program(compiling: text, in: environment)
                if case .success(let value) = program.evaluate(bindings) { _ = value.jsonText }
                _ = program.explain(bindings)?.description
                if !environment.isUnchecked { _ = try Lint.hints(for: text, in: environment) }
            } catch {
                #expect(!error.issues.isEmpty && !error.description.isEmpty)
                #expect(error.issues.allSatisfy { (0...text.utf8.count).contains($0.offset) }, "\(text)")
            }
        }
    }

    private func mutate(_ source: inout [UnicodeScalar], _ random: inout Seeded) {
        guard !source.isEmpty else { return }
        let position = Int.random(in: 0..<source.count, using: &random)
        let end = min(source.count, position + Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: source.remove(at: position)
        case 1: source.removeSubrange(position..<end)
        case 2:
            source.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").unicodeScalars, at: position)
        case 3:
            source.insert(
                contentsOf: Array(source[position..<end]),
                at: Int.random(in: 0..<source.count, using: &random)
            )
        default: source[position] = UnicodeScalar(UInt8.random(in: 0x20...0x7E, using: &random))
        }
    }
}
