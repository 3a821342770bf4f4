import Expressions
import Foundation
import JSON
import TestSupport

/// What twenty rules over one setting cost, the JSON read each time or once.
struct ExpressionsFigures {
    /// Settings a second, each evaluated by every rule.
    let settingsPerSecond: Double

    /// The same with the JSON read each time.
    let settingsPerSecondWithParse: Double

    /// Settings a second when only the JSON is read.
    let parsesPerSecond: Double

    /// Ids of rules that answered otherwise than every engine must.
    let wrong: [Int64]
}

/// Evaluates the rules of `rules20.json` over `bucket.json` in `folder`.
func expressionsBenchmark(
    folder: URL = Corpora.package.appending(path: "Tests/Benchmarks/Fixtures"),
    seconds: Double = 2
) throws -> ExpressionsFigures {
    let setting = try Data(contentsOf: folder.appending(path: "bucket.json"))
    let rules = try Data(contentsOf: folder.appending(path: "rules20.json"))
    let run = try ExpressionsRun(setting: Array(setting), rules: JSONDocument(Array(rules)).root)
    let document = try JSONDocument(run.setting)
    return ExpressionsFigures(
        settingsPerSecond: perSecond(seconds) { run.evaluate(document) },
        settingsPerSecondWithParse: perSecond(seconds) {
            if let document = try? JSONDocument(run.setting) { run.evaluate(document) }
        },
        parsesPerSecond: perSecond(seconds) { _ = try? JSONDocument(run.setting) },
        wrong: run.wrong(document)
    )
}

/// The compiled rules and what they must answer.
private struct ExpressionsRun {
    let setting: [UInt8]
    let programs: [(id: Int64, program: Program, expected: Bool)]

    init(setting: [UInt8], rules: JSONNode) throws {
        self.setting = setting
        let environment = Environment(variables: [rules["variable"]?.string ?? "r"])
        programs = try (rules["rules"]?.elements.map(\.self) ?? []).map { rule in
            let program = try Program(compiling: rule["check"]?.string ?? "", in: environment)
            return (rule["id"]?.int ?? 0, program, rule["expect"]?.bool ?? false)
        }
    }

    func evaluate(_ document: JSONDocument) {
        let bindings = Bindings([.json(document.root)])
        var cost = Cost(limit: 1_000_000)
        for (_, program, _) in programs { _ = program.test(bindings, cost: &cost) }
    }

    func wrong(_ document: JSONDocument) -> [Int64] {
        let bindings = Bindings([.json(document.root)])
        var cost = Cost(limit: 1_000_000)
        return programs.filter { (try? $0.program.test(bindings, cost: &cost).get()) != $0.expected }.map(\.id)
    }
}

/// The median rate of three runs.
private func perSecond(_ seconds: Double, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let rates = (0..<3).map { _ in
        var count = 0
        let start = clock.now
        while clock.now - start < .seconds(seconds / 3) {
            for _ in 0..<50 { body() }
            count += 50
        }
        let elapsed = (clock.now - start) / .seconds(1)
        return Double(count) / elapsed
    }
    return rates.sorted()[1]
}

/// The figures as a report, with the ratio of all rules to only reading the JSON.
func expressionsReport(isQuick: Bool) throws -> Report {
    let figures = try expressionsBenchmark(seconds: isQuick ? 0.6 : 3)
    guard figures.wrong.isEmpty else {
        throw BenchmarkError(description: "rules \(figures.wrong) answer otherwise than they must")
    }
    var report = Report()
    report["ratio"] = figures.settingsPerSecond / figures.parsesPerSecond
    report["settingsPerSecond"] = figures.settingsPerSecond
    report["settingsPerSecondWithParse"] = figures.settingsPerSecondWithParse
    report["parsesPerSecond"] = figures.parsesPerSecond
    return report
}
