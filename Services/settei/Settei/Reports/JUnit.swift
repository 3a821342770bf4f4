import CommandLine
import Diagnostics
import Foundation
import Messages
import Rules

/// Test results as build servers read them.
///
/// One `testsuite` for each pack, one `testcase` for each test, as the schema of Apache Ant's JUnit task has them.
enum JUnit {
    static func write(_ summary: TestSummary, to path: String, _ console: Console) throws {
        let text = text(of: summary)
        guard path != "-" else { return console.output(text) }
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw CommandFailure(
                .inputOutput,
                "cannot write \(Console.printable(path)): \(CommandFailure.reason(of: error))"
            )
        }
    }

    static func text(of summary: TestSummary) -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let counts =
            #"tests="\#(summary.testCount)" failures="\#(summary.failureCount)" errors="\#(summary.mistakesApart)""#
        lines.append(#"<testsuites name="settei rules test" \#(counts)>"#)
        for pack in summary.packs { lines += suite(pack.name, pack.reports) }
        if summary.mistakesApart > 0 { lines += mistakes(of: summary) }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func suite(_ name: String, _ reports: [RuleReport]) -> [String] {
        let tests = reports.flatMap(\.tests)
        let counts = #"tests="\#(tests.count)" failures="\#(tests.count { !$0.passed })" errors="0""#
        var lines = [#"  <testsuite name="\#(escaped(name))" \#(counts)>"#]
        for report in reports {
            for test in report.tests { lines += testCase(test, of: report) }
        }
        return lines + ["  </testsuite>"]
    }

    private static func testCase(_ test: TestReport, of report: RuleReport) -> [String] {
        let names = #"classname="\#(escaped(report.rule.id))" name="\#(escaped(test.test.name))""#
        let place = #"file="\#(escaped(report.file))" line="\#(test.position.line)""#
        guard let failure = test.failure else { return ["    <testcase \(names) \(place)/>"] }
        let found = test.found.map { "expected \(test.test.expect.rawValue), found \($0.outcome.rawValue)" }
        return [
            "    <testcase \(names) \(place)>",
            #"      <failure message="\#(escaped(found ?? "cannot be run"))">\#(escaped(failure))</failure>"#,
            "    </testcase>",
        ]
    }

    /// Mistakes that are no failure of a test: a rule that does not compile has no tests to fail.
    private static func mistakes(of summary: TestSummary) -> [String] {
        let count = summary.mistakesApart
        var lines = [#"  <testsuite name="packs" tests="\#(count)" failures="0" errors="\#(count)">"#]
        for mistake in summary.mistakes where !summary.isFailure(mistake) {
            let place = mistake.position.map { ":\($0.line):\($0.column)" } ?? ""
            lines += [
                #"    <testcase classname="\#(escaped(mistake.file))" name="\#(escaped(mistake.file + place))">"#,
                #"      <error message="\#(escaped(mistake.message))">\#(escaped(mistake.rendered()))</error>"#,
                "    </testcase>",
            ]
        }
        return lines + ["  </testsuite>"]
    }

    /// Source: XML 1.0, sections 2.2 "Characters" and 2.4 "Character Data and Markup".
    ///
    /// What XML cannot hold at all, such as the escape character, becomes U+FFFD. Line breaks are kept by reference, because an
    /// attribute's would be read as blanks.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += "&#\(scalar.value);"
            default:
                let isAllowed = scalar.value >= 0x20 && scalar.value != 0xfffe && scalar.value != 0xffff
                result.unicodeScalars.append(isAllowed ? scalar : "\u{fffd}")
            }
        }
        return result
    }
}

extension TestSummary {
    /// Whether a mistake is what a failed test says already.
    func isFailure(_ mistake: Diagnostic) -> Bool {
        reports.contains { $0.file == mistake.file && $0.tests.contains { $0.failure == mistake.message } }
    }

    var mistakesApart: Int { mistakes.count { !isFailure($0) } }
}
