import JSON
import Messages
import Rules

/// The result for code review.
///
/// Source: OASIS SARIF 2.1.0, sections 3.13 to 3.27, 3.35 "suppression" and 3.49 "reportingDescriptor"; `security-severity` is GitHub's.
enum CheckSARIF {
    static func text(of report: CheckReport) -> String {
        let all = report.findings + report.untold
        var rules: [CheckFinding] = []
        var places: [String: Int] = [:]
        for finding in all where places[finding.outcome.rule] == nil {
            places[finding.outcome.rule] = rules.count
            rules.append(finding)
        }
        let text = SARIF.text(of: "settei check") { writer in
            for rule in rules { write(rule: rule, report.language, to: &writer) }
        } results: { writer in
            for finding in all { write(finding, places[finding.outcome.rule] ?? 0, report, to: &writer) }
        }
        return text + "\n"
    }

    private static func write(rule finding: CheckFinding, _ language: Language, to writer: inout JSONWriter) {
        let severity = finding.outcome.severity
        writer.beginObject()
        writer.member("id", finding.outcome.rule)
        writer.message("shortDescription", finding.title(language))
        if let words = finding.words {
            writer.message("fullDescription", words.risk[language])
            writer.message("help", words.remedy[language])
        }
        writer.key("defaultConfiguration")
        writer.beginObject()
        writer.member("level", level(of: severity))
        writer.endObject()
        writer.key("properties")
        writer.beginObject()
        writer.member("security-severity", score(of: severity))
        writer.key("tags")
        writer.beginArray()
        writer.string("security")
        for control in finding.words?.controls ?? [] { writer.string(control) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
    }

    private static func write(_ finding: CheckFinding, _ rule: Int, _ report: CheckReport, to writer: inout JSONWriter)
    {
        let language = report.language
        let found = finding.found(language).map { ": \($0)" } ?? ""
        writer.beginObject()
        writer.member("ruleId", finding.outcome.rule)
        writer.member("ruleIndex", rule)
        writer.member("kind", finding.outcome.outcome == .fail ? "fail" : "review")
        writer.member("level", finding.outcome.outcome == .fail ? level(of: finding.outcome.severity) : "none")
        writer.message("message", "\(finding.name): \(finding.title(language))\(found)")
        writeLocation(of: finding, report, to: &writer)
        writer.key("partialFingerprints")
        writer.beginObject()
        writer.member("setteiFinding/v1", finding.id)
        writer.endObject()
        if finding.isKnown {
            writer.key("suppressions")
            writer.beginArray()
            writer.beginObject()
            writer.member("kind", "external")
            writer.endObject()
            writer.endArray()
        }
        writer.endObject()
    }

    private static func writeLocation(of finding: CheckFinding, _ report: CheckReport, to writer: inout JSONWriter) {
        writer.key("locations")
        writer.beginArray()
        writer.beginObject()
        writer.key("physicalLocation")
        writer.beginObject()
        writer.key("artifactLocation")
        writer.beginObject()
        writer.member("uri", report.input == "-" ? "stdin" : SARIF.uri(report.input))
        writer.endObject()
        // Code review shows nothing without a line.
        writer.key("region")
        writer.beginObject()
        writer.member("startLine", finding.line ?? 1)
        writer.endObject()
        writer.endObject()
        writer.key("logicalLocations")
        writer.beginArray()
        writer.beginObject()
        writer.member("name", finding.name)
        let path = finding.outcome.explanation?.path.map { ".\($0)" } ?? ""
        writer.member("fullyQualifiedName", finding.name + path)
        writer.member("kind", "resource")
        writer.endObject()
        writer.endArray()
        writer.endObject()
        writer.endArray()
    }

    private static func level(of severity: Severity) -> String {
        switch severity {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low: "note"
        }
    }

    /// GitHub: over 9.0 is critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, below that low.
    private static func score(of severity: Severity) -> String {
        switch severity {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "3.0"
        }
    }
}
