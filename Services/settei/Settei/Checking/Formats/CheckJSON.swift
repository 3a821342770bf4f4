import JSON
import Messages
import Rules

/// The result for programs: one JSON object on one line.
enum CheckJSON {
    static func text(of report: CheckReport) -> String {
        var writer = JSONWriter(reservingCapacity: 16_384)
        writer.beginObject()
        writer.member("input", report.input)
        writer.member("inputFormat", report.inputFormat)
        writer.member("time", report.time.text)
        writeSummary(of: report, to: &writer)
        write(report.findings, "findings", in: report, to: &writer)
        write(report.untold, "unknownUntilApply", in: report, to: &writer)
        write(report.withoutRules, "typesWithoutRules", to: &writer)
        write(report.withoutMapping, "typesWithoutMapping", to: &writer)
        writer.endObject()
        return writer.text + "\n"
    }

    private static func writeSummary(of report: CheckReport, to writer: inout JSONWriter) {
        let (counts, outcomes) = (report.counts, report.outcomes)
        writer.key("summary")
        writer.beginObject()
        writer.member("resources", report.verdicts.count)
        writer.member("findings", report.new.count)
        writer.member("known", report.findings.count - report.new.count)
        writer.member("unknownUntilApply", report.untold.count)
        for outcome in Outcome.allCases { writer.member(outcome.rawValue, outcomes[outcome] ?? 0) }
        for severity in Severity.allCases.reversed() {
            writer.member(severity.rawValue, counts.first { $0.severity == severity }?.count ?? 0)
        }
        writer.endObject()
    }

    private static func write(
        _ findings: [CheckFinding],
        _ name: String,
        in report: CheckReport,
        to writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.beginArray()
        for finding in findings { write(finding, report.language, to: &writer) }
        writer.endArray()
    }

    private static func write(_ finding: CheckFinding, _ language: Language, to writer: inout JSONWriter) {
        let outcome = finding.outcome
        writer.beginObject()
        writer.member("finding", finding.id)
        writer.member("rule", outcome.rule)
        writer.member("intent", finding.intent?.id)
        writer.member("outcome", outcome.outcome.rawValue)
        writer.member("severity", outcome.severity.rawValue)
        writer.member("category", outcome.category)
        writer.member("known", finding.isKnown)
        writer.key("resource")
        finding.resource.write(to: &writer)
        strings("addresses", finding.origins, to: &writer)
        writer.member("line", finding.line)
        writer.member("path", outcome.explanation?.path)
        writer.member("value", outcome.explanation?.value)
        writer.member("found", finding.found(language))
        if let words = finding.words {
            writer.member("title", words.title[language])
            writer.member("consequence", finding.consequence?[language])
            writer.member("risk", words.risk[language])
            writer.member("remedy", words.remedy[language])
            strings("controls", words.controls, to: &writer)
        }
        writer.endObject()
    }

    private static func strings(_ name: String, _ texts: [String], to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }

    private static func write(_ counts: [String: Int], _ name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginObject()
        for (type, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(type, count) }
        writer.endObject()
    }
}
