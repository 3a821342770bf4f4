import Expressions
import JSON
import TestSupport

/// Regular expressions over texts, both arbitrary: a pattern, a zero byte, and the text.
struct PatternTarget: FuzzTarget {
    let name = "patterns"

    let seeds = Seeds.read("patterns")
    private let program: Program?
    private let finder: Program?
    private var compiled = 0
    private var matched = 0

    var figures: String { "\(compiled) patterns compiled, \(matched) matched" }

    private static let pieces = [
        "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "\\d", "\\b", "\\pL", "\\p{Greek}",
        "[^a-z]",
        "(?i)", "(?s:", "(?P<n>", "{2,5}", "{1000}", "*?", "a", "aaaaaaaa", "é", "日本", "[[:alpha:]]", "\\x{10FFFF}",
        "\\Q", "\\E",
        "(a*)*", "(a|a)*", "(?:a{0,30}){0,30}", "\u{0}", "\n", "[\\s\\S]", "\\z", "(x+x+)+y",
    ]

    init() {
        var environment = Environment(variables: ["text", "pattern"])
        environment.limits.maximumCost = 200_000
        program = try? Program(compiling: "text.matches(pattern)", in: environment)
        finder = try? Program(compiling: "text.findAll(pattern).size() > 0", in: environment)
    }

    mutating func makeInput(_ random: inout Seeded) -> [UInt8] {
        var bytes = random.pick(seeds)
        for _ in 0...random.below(5) { ByteMutation.apply(&bytes, random.pick(seeds), Self.pieces, &random) }
        return bytes
    }

    mutating func run(_ input: [UInt8]) throws(Violation) {
        guard let program, let finder else { throw Violation("text.matches(pattern) does not compile") }
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = String(decoding: parts[0], as: UTF8.self)
        let text = String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self)
        let first = Outcome(program.evaluate(Bindings([.string(text), .string(pattern)])))
        let second = Outcome(program.evaluate(Bindings([.string(text), .string(pattern)])))
        guard first == second else { throw Violation("gives \(first), then \(second)") }
        if first.value != nil { compiled += 1 }
        if first == .value("true") { matched += 1 }
        let found = Outcome(finder.evaluate(Bindings([.string(text), .string(pattern)])))
        guard found.value == first.value || found.isLimit || first.isLimit else {
            throw Violation("matches is \(first), findAll \(found)")
        }
        // Whatever matches a text also matches it with more of the same around, unless the pattern looks at the ends.
        guard first == .value("true"), !pattern.contains(where: { "^$\\(".contains($0) }) else { return }
        let longer = Outcome(program.evaluate(Bindings([.string("\(text)\(text)"), .string(pattern)])))
        guard longer == .value("true") || longer.isLimit else { throw Violation("twice the text: \(longer)") }
    }
}
