import Findings
import JSON
import Messages
import Rules

/// The result for security tools: one OCSF Compliance Finding a line.
enum CheckOCSF {
    static func text(of report: CheckReport) -> String {
        (report.findings + report.untold).map { line(for: $0, report) + "\n" }.joined()
    }

    private static func line(for finding: CheckFinding, _ report: CheckReport) -> String {
        var writer = JSONWriter(reservingCapacity: 2_048)
        event(for: finding, report).write(to: &writer, product: SetteiCommand.version, language: report.language)
        return writer.text
    }

    private static func event(for finding: CheckFinding, _ report: CheckReport) -> ComplianceFinding {
        let language = report.language
        return ComplianceFinding(
            id: finding.id,
            tenant: report.tenant,
            resource: finding.resource,
            origins: finding.origins,
            outcome: finding.outcome,
            found: finding.found(language),
            words: ComplianceFinding.Words(
                title: finding.title(language),
                description: finding.consequence?[language] ?? finding.words?.risk[language],
                remedy: finding.words?.remedy[language],
                category: finding.words?.category.name[language]
            ),
            controls: finding.words?.controls ?? [],
            status: finding.isKnown ? .suppressed : .new,
            since: report.time,
            time: report.time
        )
    }
}
