import Expressions
import JSON
import TestSupport

/// Expressions over one setting: from lexer to explanation.
struct ExpressionTarget: FuzzTarget {
    let name: String

    /// Whether inputs are made by the grammar, so that most compile, rather than by damage to the bytes.
    let isGrammarAware: Bool

    var folder: String { "expressions" }

    let seeds = Seeds.read("expressions")
    private var checks = ExpressionChecks()

    init(name: String, isGrammarAware: Bool) {
        self.name = name
        self.isGrammarAware = isGrammarAware
    }

    var figures: String { "\(checks.compiled) compiled, \(checks.valued) gave a value, \(checks.limited) met a limit" }

    mutating func makeInput(_ random: inout Seeded) -> [UInt8] {
        if isGrammarAware, random.chance(70) {
            var maker = ExpressionMaker(random: random)
            let text = maker.make(depth: 2 + random.below(4))
            random = maker.random
            return Array(text.utf8)
        }
        var bytes = random.pick(seeds)
        for _ in 0...random.below(4) {
            if isGrammarAware {
                TokenMutation.apply(&bytes, random.pick(seeds), &random)
            } else {
                ByteMutation.apply(&bytes, random.pick(seeds), ExpressionMaker.pieces, &random)
            }
        }
        return bytes
    }

    mutating func run(_ input: [UInt8]) throws(Violation) {
        let text = String(decoding: input, as: UTF8.self)
        let unchecked = try checks.check(text, knowing: .unchecked)
        for knowledge in [ExpressionChecks.Knowledge.nothing, .schema] {
            // "Running the type checker does not affect the result of evaluation." Source: CEL language definition.
            guard let checked = try checks.check(text, knowing: knowledge), checked != unchecked else { continue }
            throw Violation("gives \(checked), without the checker \(unchecked.map { "\($0)" } ?? "nothing")")
        }
        // Two expressions in one input check that the order of operands makes no difference.
        guard isGrammarAware, input.count % 3 == 0 else { return }
        let half = input.firstIndex(of: UInt8(ascii: "&")).map { input.prefix($0) } ?? input[...]
        try checks.checkOrder(text, String(decoding: half, as: UTF8.self))
    }
}
