import CommandLine
import Diagnostics
import JSON
import Messages
import Rules

/// What the tests of some rules came to, for a terminal and for programs.
struct TestSummary {
    let reports: [RuleReport]
    /// What kept tests from running, and what the tests found.
    let mistakes: [Diagnostic]

    var testCount: Int { reports.reduce(0) { $0 + $1.tests.count } }
    var failureCount: Int { reports.reduce(0) { $0 + $1.tests.count { !$0.passed } } }
    var isGood: Bool { failureCount == 0 && mistakes.isEmpty }

    init(reports: [RuleReport], mistakes: [Diagnostic]) {
        self.reports = reports
        self.mistakes = mistakes
    }

    /// A line for each rule, then one for each pack.
    func show(_ console: Console) {
        console.table(
            ["RULE", "TESTS", "PASSED", "OUTCOMES", "COVERED", ""],
            reports.map { report in
                [
                    report.rule.id, "\(report.tests.count)", "\(report.tests.count { $0.passed })",
                    Self.outcomes(report),
                    "\(report.covered)/\(report.coverable)", Self.percentage(report.covered, report.coverable),
                ]
            }
        )
        console.line()
        console.table(
            ["PACK", "RULES", "TESTS", "PASSED", "COVERED", ""],
            packs.map { name, reports in
                let tests = reports.flatMap(\.tests)
                let covered = reports.reduce(0) { $0 + $1.covered }
                let coverable = reports.reduce(0) { $0 + $1.coverable }
                return [
                    name, "\(reports.count)", "\(tests.count)", "\(tests.count { $0.passed })",
                    "\(covered)/\(coverable)",
                    Self.percentage(covered, coverable),
                ]
            }
        )
    }

    /// The reports by pack, in the order of the files.
    var packs: [(name: String, reports: [RuleReport])] {
        var packs: [(name: String, reports: [RuleReport])] = []
        for report in reports {
            if packs.last?.name != report.pack { packs.append((report.pack, [])) }
            packs[packs.count - 1].reports.append(report)
        }
        return packs
    }

    private static func outcomes(_ report: RuleReport) -> String {
        Outcome.allCases.compactMap { outcome in
            let count = report.tests.count { $0.found?.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }.joined(separator: ", ")
    }

    private static func percentage(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "-" : "\(part * 100 / whole)%"
    }

    func verdict(_ console: Console) -> String {
        guard !isGood else { return console.styled("\(testCount) tests passed", .green) }
        let failed = failureCount == 0 ? "" : "\(failureCount) of \(testCount) tests failed, "
        return console.styled("\(failed)\(mistakes.count) mistake\(mistakes.count == 1 ? "" : "s")", .red)
    }

    // MARK: For programs

    /// One JSON object for each rule, then one for all.
    var json: [String] { reports.map(json) + [total] }

    private func json(of report: RuleReport) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("pack", report.pack)
        writer.member("rule", report.rule.id)
        writer.key("tests")
        writer.beginArray()
        for test in report.tests {
            writer.beginObject()
            writer.member("name", test.test.name)
            writer.member("passed", test.passed)
            writer.member("expected", test.test.expect.rawValue)
            writer.member("found", test.found?.outcome.rawValue)
            writer.member("message", test.found?.message)
            writer.member("cost", test.found?.cost)
            writer.endObject()
        }
        writer.endArray()
        writer.member("covered", report.covered)
        writer.member("coverable", report.coverable)
        writer.endObject()
        return writer.text
    }

    private var total: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("packs", packs.count)
        writer.member("rules", reports.count)
        writer.member("tests", testCount)
        writer.member("failures", failureCount)
        writer.member("mistakes", mistakes.count)
        writer.member("covered", reports.reduce(0) { $0 + $1.covered })
        writer.member("coverable", reports.reduce(0) { $0 + $1.coverable })
        writer.endObject()
        return writer.text
    }
}
