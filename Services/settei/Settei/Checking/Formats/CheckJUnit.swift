import Messages
import Rules

/// The result as build servers read tests: a suite for each resource, a test for each rule.
enum CheckJUnit {
    static func text(of report: CheckReport) -> String {
        let known = Set(report.findings.filter(\.isKnown).map(\.id))
        let words = Dictionary(
            (report.findings + report.untold).map { ($0.outcome.rule, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let suites = report.verdicts.map { Suite($0, report, known, words) }
        let counts = Suite.Counts(suites.map(\.counts))
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append(#"<testsuites name="settei check" \#(counts.attributes)>"#)
        for suite in suites { lines += suite.lines }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The rules asked about one resource.
    private struct Suite {
        struct Counts {
            var tests = 0
            var failures = 0
            var errors = 0
            var skipped = 0

            init() {}

            init(_ all: [Counts]) {
                for counts in all {
                    tests += counts.tests
                    failures += counts.failures
                    errors += counts.errors
                    skipped += counts.skipped
                }
            }

            var attributes: String {
                #"tests="\#(tests)" failures="\#(failures)" errors="\#(errors)" skipped="\#(skipped)""#
            }
        }

        private(set) var counts = Counts()
        private var cases: [String] = []
        private let name: String
        private let language: Language
        private let words: [String: CheckFinding]

        var lines: [String] {
            [#"  <testsuite name="\#(JUnit.escaped(name))" \#(counts.attributes)>"#] + cases + ["  </testsuite>"]
        }

        init(_ verdict: CheckVerdict, _ report: CheckReport, _ known: Set<String>, _ words: [String: CheckFinding]) {
            let resource = verdict.resource
            name = verdict.origins.isEmpty ? "\(resource.type) \(resource.id)" : "\(verdict.name) (\(resource.type))"
            language = report.language
            self.words = words
            for outcome in verdict.outcomes where outcome.outcome != .notApplicable {
                let id = DerivedID.finding(tenant: report.tenant, resourceKey: resource.key, rule: outcome.rule)
                add(outcome, verdict.name, isKnown: known.contains(id))
            }
        }

        private mutating func add(_ outcome: RuleOutcome, _ place: String, isKnown: Bool) {
            counts.tests += 1
            let names = #"classname="\#(JUnit.escaped(outcome.rule))" name="\#(JUnit.escaped(place))""#
            guard outcome.outcome != .pass else {
                cases.append("    <testcase \(names)/>")
                return
            }
            let title = words[outcome.rule]?.title(language) ?? outcome.rule
            let text = [
                RuleSentence.text(of: outcome, in: language), words[outcome.rule]?.words?.remedy[language],
            ].compactMap(\.self).joined(separator: "\n")
            let message = #"message="\#(JUnit.escaped(title))""#
            let body: String
            switch outcome.outcome {
            case _ where isKnown || outcome.outcome == .manual:
                counts.skipped += 1
                body = #"<skipped \#(message)/>"#
            case .error:
                counts.errors += 1
                body = #"<error \#(message)>\#(JUnit.escaped(text))</error>"#
            default:
                counts.failures += 1
                let type = #"type="\#(outcome.severity.rawValue)""#
                body = #"<failure \#(message) \#(type)>\#(JUnit.escaped(text))</failure>"#
            }
            cases += ["    <testcase \(names)>", "      \(body)", "    </testcase>"]
        }
    }
}
