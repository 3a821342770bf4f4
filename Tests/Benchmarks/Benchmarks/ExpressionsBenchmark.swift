import Expressions
import Foundation
import JSON
import TestSupport

/// Measures what twenty rules over one setting cost, with the JSON read each time or once.
struct ExpressionsBenchmark {
    private let setting: [UInt8]
    private let programs: [Program]
    /// What every engine must answer, beside `programs`.
    private let expected: [Bool]
    private let workspace = Workspace()

    /// Takes `bucket.json` and `rules20.json` of a folder.
    init(folder: URL = Corpora.package.appending(path: "Tests/Benchmarks/Fixtures")) throws {
        setting = Array(try Data(contentsOf: folder.appending(path: "bucket.json")))
        let rules = try JSONDocument(Array(Data(contentsOf: folder.appending(path: "rules20.json")))).root
        let environment = Environment(variables: [rules["variable"]?.string ?? "r"])
        let elements = rules["rules"]?.elements.map(\.self) ?? []
        programs = try elements.map { try Program(compiling: $0["check"]?.string ?? "", in: environment) }
        expected = elements.map { $0["expect"]?.bool ?? false }
    }

    /// Measures everything; rules that answer otherwise than every engine must are an error.
    func report(isQuick: Bool) throws -> Report {
        let document = try JSONDocument(setting)
        let bindings = Bindings([.json(document.root)])
        let wrong = wrong(bindings)
        guard wrong.isEmpty else {
            throw BenchmarkError(description: "rules \(wrong) answer otherwise than they must")
        }
        let seconds = isQuick ? 0.6 : 3
        let parses = Rate.perSecond(seconds) { _ = try? JSONDocument(setting) }
        let evaluations = Rate.perSecond(seconds) { evaluate(bindings) }
        let both = Rate.perSecond(seconds) {
            if let document = try? JSONDocument(setting) { evaluate(Bindings([.json(document.root)])) }
        }
        var report = Report()
        report["ratio"] = evaluations / parses
        report["settingsPerSecond"] = evaluations
        report["settingsPerSecondWithParse"] = both
        report["parsesPerSecond"] = parses
        report["allocationsPerPassingRule"] = allocations(bindings)
        report["meteringOverhead"] = try overhead(isQuick ? 0.2 : 1)
        if let peers = try Peers.run() {
            report["celCppWithParsePerSecond"] = peers.withParse
            report["celCppPerSecond"] = peers.decoded
            report["timesCelCppWithParse"] = both / peers.withParse
        }
        return report
    }

    private func evaluate(_ bindings: Bindings) {
        var cost = Cost(limit: 1_000_000)
        for program in programs { _ = program.test(bindings, cost: &cost, in: workspace) }
    }

    private func wrong(_ bindings: Bindings) -> [String] {
        var cost = Cost(limit: 1_000_000)
        return zip(programs, expected).filter { (try? $0.test(bindings, cost: &cost).get()) != $1 }.map(\.0.source)
    }

    /// Calls of `malloc` and its kin for each rule, once everything is warm.
    private func allocations(_ bindings: Bindings) -> Double {
        evaluate(bindings)
        let rounds = 1_000
        let calls = AllocationCount.of {
            for _ in 0..<rounds { evaluate(bindings) }
        }
        return Double(calls) / Double(rounds * programs.count)
    }

    /// How much longer evaluations take because their cost is counted: both kinds in turn, so that both see the same machine.
    private func overhead(_ seconds: Double) throws -> Double {
        let document = try JSONDocument(setting)
        let bindings = Bindings([.json(document.root)])
        let unmetered = try UnmeteredRules(setting: setting, expressions: programs.map(\.source))
        let ratios = (0..<9).map { _ in
            Rate.once(seconds / 3) { unmetered.evaluate() } / Rate.once(seconds / 3) { evaluate(bindings) }
        }
        return ratios.median - 1
    }
}

/// How often something can be done.
enum Rate {
    /// The median of three runs.
    static func perSecond(_ seconds: Double, _ body: () -> Void) -> Double {
        (0..<3).map { _ in once(seconds / 3, body) }.median
    }

    /// One run.
    static func once(_ seconds: Double, _ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        var count = 0
        let start = clock.now
        while clock.now - start < .seconds(seconds) {
            for _ in 0..<100 { body() }
            count += 100
        }
        return Double(count) / ((clock.now - start) / .seconds(1))
    }
}
