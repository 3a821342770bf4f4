import Expressions
import JSON
import TestSupport

/// Settings as they come from others: the JSON reader, and programs over whatever it accepts.
struct SettingTarget: FuzzTarget {
    let name = "settings"

    let seeds = Seeds.read("settings") + [Array(Setting.text.utf8)]
    private let programs: [Program]
    private let workspace = Workspace()
    private var accepted = 0

    var figures: String { "\(accepted) read, each by 8 programs" }

    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud83d\\ude00", "\\ud83d", "null", "true", "1e999", "-0.0",
        "1E400",
        "18446744073709551615", "18446744073709551616", "-9223372036854775808", "9007199254740993", "\"config\":{}",
        "\u{0}", "日本", "\"a\":1,\"a\":2", "[[[[[[[[", "1.0000000000000000000000001", "0x1", "01", "-", "\"\"",
    ]

    init() {
        var environment = Environment(variables: ["config"])
        environment.limits.maximumCost = 5_000
        var programs: [Program] = []
        for seed in Seeds.read("expressions") {
            let text = String(decoding: seed, as: UTF8.self)
            if let program = try? Program(compiling: text, in: environment) { programs.append(program) }
        }
        self.programs = programs
    }

    mutating func makeInput(_ random: inout Seeded) -> [UInt8] {
        if random.chance(50) {
            var maker = SettingMaker(random: random)
            let text = maker.make(depth: 5)
            random = maker.random
            return Array(text.utf8)
        }
        var bytes = random.pick(seeds)
        for _ in 0...random.below(5) { ByteMutation.apply(&bytes, random.pick(seeds), Self.pieces, &random) }
        return bytes
    }

    mutating func run(_ input: [UInt8]) throws(Violation) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(input)
        } catch {
            guard (0...input.count).contains(error.offset) else { throw Violation("points outside: \(error)") }
            return
        }
        accepted += 1
        try checkWriting(document.root)
        let bindings = Bindings([.json(document.root)])
        // A few programs for each setting; which ones depends on the bytes alone, so that a replay does the same.
        let start = input.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        for step in 0..<min(8, programs.count) {
            let program = programs[(start + step * 7) % programs.count]
            let first = Outcome(program.evaluate(bindings))
            var cost = Cost(limit: 5_000)
            let second = Outcome(program.evaluate(bindings, cost: &cost, in: workspace))
            guard first == second else { throw Violation("\(program.source) gives \(first), then \(second)") }
            if case .value("false") = first, program.explain(bindings) == nil {
                throw Violation("\(program.source) is false without an explanation")
            }
        }
    }

    /// What was read and written is read as the same.
    private func checkWriting(_ root: JSONNode) throws(Violation) {
        var writer = JSONWriter()
        root.write(to: &writer)
        let once = writer.bytes
        do {
            var writer = JSONWriter()
            try JSONDocument(once).root.write(to: &writer)
            guard writer.bytes == once else { throw Violation("is written in two ways") }
        } catch {
            throw error as? Violation ?? Violation("what was written is not read: \(error)")
        }
    }
}
