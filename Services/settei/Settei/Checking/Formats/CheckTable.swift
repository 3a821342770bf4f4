import CommandLine
import Messages
import Rules

/// The result for people at a terminal: dangerous first, each rule once with the resources that it is about.
struct CheckTable {
    /// Resources of one rule that are shown; the others are counted.
    static let maximumResources = 10

    let report: CheckReport
    let console: Console
    let isVerbose: Bool

    private var labels: CheckLabels { CheckLabels(language: report.language) }
    private var language: Language { report.language }

    func show() {
        for group in Self.groups(of: report.findings) { show(group) }
        showUntold()
        console.note(console.styled(labels.summary(report), report.new.isEmpty ? .green : .red))
        if !report.withoutRules.isEmpty { note(labels.withoutRules(report.withoutRules, named: isVerbose)) }
        if !report.withoutMapping.isEmpty { note(labels.withoutMapping(report.withoutMapping, named: isVerbose)) }
        if !report.ignored.isEmpty { note(labels.leftOut(report.ignored, named: isVerbose)) }
    }

    /// The findings of one rule stand together, in the order of their worst.
    static func groups(of findings: [CheckFinding]) -> [[CheckFinding]] {
        var places: [String: Int] = [:]
        var groups: [[CheckFinding]] = []
        for finding in findings {
            let key = "\(finding.outcome.rule) \(finding.outcome.outcome)"
            if let place = places[key] {
                groups[place].append(finding)
            } else {
                places[key] = groups.count
                groups.append([finding])
            }
        }
        return groups
    }

    private func show(_ group: [CheckFinding]) {
        guard let first = group.first else { return }
        let isFailure = first.outcome.outcome == .fail
        let isAllKnown = group.allSatisfy(\.isKnown)
        let style: Console.Style = isAllKnown ? .dim : first.outcome.severity >= .high ? .red : .yellow
        let mark = isFailure ? labels.severity(first.outcome.severity) : labels.notChecked
        let known = isAllKnown ? " (\(labels.known))" : ""
        console.line(
            "\(console.styled(mark + known, style))  \(safe(first.title(language)))  [\(safe(first.outcome.rule))]"
        )
        let words = isFailure ? first.words : nil
        if let words {
            let consequence = first.consequence?[language]
            console.line(
                "  " + console.styled(safe(consequence ?? words.risk[language]), consequence == nil ? .dim : style)
            )
        }
        for finding in isVerbose ? group[...] : group.prefix(Self.maximumResources) { show(finding) }
        if !isVerbose, group.count > Self.maximumResources {
            console.line("    " + labels.more(group.count - Self.maximumResources))
        }
        if let words {
            console.line("    → " + safe(words.remedy[language]))
            if isVerbose, let practice = first.practice {
                console.line("    " + console.styled("\(labels.happened): \(safe(practice[language]))", .dim))
            }
        }
        console.line()
    }

    /// One resource: where it is written down, what it is, and what was found in it.
    private func show(_ finding: CheckFinding) {
        let first = console.styled(safe(finding.origins.first ?? finding.description), .bold)
        var rest = finding.origins.isEmpty ? "" : " (\(finding.description))"
        if finding.origins.count > 1 { rest += " + " + finding.origins.dropFirst().joined(separator: ", ") }
        if let line = finding.line { rest += labels.line(line) }
        if finding.isKnown { rest += " (\(labels.known))" }
        console.line("    " + first + safe(rest))
        if let found = finding.found(language) { console.line("      " + safe(found)) }
    }

    private func showUntold() {
        guard !report.untold.isEmpty else { return }
        console.line("\(console.styled(labels.untold, .bold)) (\(report.untold.count))")
        let shown = isVerbose ? report.untold[...] : report.untold.prefix(Self.maximumResources)
        for finding in shown {
            console.line(safe("    \(finding.name)  \(finding.title(language))  [\(finding.outcome.rule)]"))
            if isVerbose, let found = finding.outcome.message { console.line("      " + safe(found)) }
        }
        if shown.count < report.untold.count { console.line("    " + labels.more(report.untold.count - shown.count)) }
        console.line()
    }

    /// What comes from packs and settings, without anything that a terminal would obey; before styles are added.
    private func safe(_ text: String) -> String { Console.printable(text.replacing("\n", with: " ")) }

    private func note(_ text: String) { console.note(Console.printable(text)) }
}
