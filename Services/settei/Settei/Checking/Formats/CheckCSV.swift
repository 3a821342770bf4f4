import Messages
import Rules

/// The result for spreadsheets, by RFC 4180.
enum CheckCSV {
    private static let columns = [
        "state", "severity", "rule", "title", "provider", "type", "resource", "account", "region", "address", "path",
        "value", "found", "consequence", "remedy", "category", "controls", "finding",
    ]

    static func text(of report: CheckReport) -> String {
        var lines = [columns.joined(separator: ",")]
        for finding in report.findings {
            let state = finding.isKnown ? "known" : finding.outcome.outcome == .fail ? "fail" : "error"
            lines.append(line(for: finding, state, report.language))
        }
        for finding in report.untold { lines.append(line(for: finding, "unknown until apply", report.language)) }
        return lines.map { $0 + "\r\n" }.joined()
    }

    private static func line(for finding: CheckFinding, _ state: String, _ language: Language) -> String {
        let (outcome, resource, words) = (finding.outcome, finding.resource, finding.words)
        return [
            state, outcome.severity.rawValue, outcome.rule, finding.title(language), resource.provider, resource.type,
            resource.id, resource.account, resource.region, finding.origins.joined(separator: " "),
            outcome.explanation?.path ?? "", outcome.explanation?.value ?? "", finding.found(language) ?? "",
            finding.consequence?[language] ?? words?.risk[language] ?? "", words?.remedy[language] ?? "",
            outcome.category, (words?.controls ?? []).joined(separator: "; "), finding.id,
        ].map(cell).joined(separator: ",")
    }

    /// A cell that no spreadsheet takes for a formula.
    ///
    /// Values come from customers' settings: a name such as `=HYPERLINK(…)` must stay a text, which a leading apostrophe
    /// makes it. Source: OWASP, "CSV Injection".
    static func cell(_ text: String) -> String {
        let text = String(String.UnicodeScalarView(text.unicodeScalars.map { isObeyed($0) ? "\u{fffd}" : $0 }))
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        let needsQuotes = isFormula || safe.unicodeScalars.contains { "\",\r\n;\t".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }

    /// What a terminal would obey that shows the file; line ends and tabs belong to the text.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        guard !"\t\r\n".unicodeScalars.contains(scalar) else { return false }
        let category = scalar.properties.generalCategory
        return category == .control || category == .format
    }
}
