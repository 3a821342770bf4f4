import JSON
import Messages

/// Writes a report for people and for programs.
public struct ReportText: Sendable {
    /// How it is written.
    public enum Format: String, CaseIterable, Sendable {
        case table, markdown, json
    }

    let report: VerdictReport
    let lists: VerdictLists

    /// Takes what is to be told.
    public init(_ report: VerdictReport, _ lists: VerdictLists) {
        self.report = report
        self.lists = lists
    }

    /// The tables, and what they leave out.
    ///
    /// - Parameters:
    ///   - format: how.
    ///   - controls: whether to tell also of each check.
    public func summary(_ format: Format, controls: Bool) -> String {
        if format == .json { return json(controls: controls) }
        var parts = [table(report.corpora, format), table(report.platforms + [report.total], format)]
        if controls { parts.append(checks(format)) }
        return (parts + [notes]).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func table(_ lines: [VerdictReport.Line], _ format: Format) -> String {
        var table = VerdictTable(VerdictReport.Line.heads)
        table.rows = lines.map(\.cells)
        return lines.isEmpty ? "" : format == .markdown ? table.markdown : table.text
    }

    private func checks(_ format: Format) -> String {
        var table = VerdictTable([
            "check", "platform", "rules", "cases", "agreed", "reviewed", "undecided", "agreement",
        ])
        for (control, tally) in report.controls {
            let rules = lists.controls[control.platform]?.inScope[control.check] ?? []
            table.rows.append([
                control.check, control.platform.rawValue, rules.joined(separator: " "), "\(tally.judged)",
                "\(tally.agreed)", "\(tally.reviewed)", "\(tally.undecided)", percent(tally.agreement),
            ])
        }
        return format == .markdown ? table.markdown : table.text
    }

    private var notes: String {
        var lines = [
            "\(report.total.good) of \(report.total.decided) checks with decided cases agree in 98 % or more; "
                + "\(report.total.accounted) where differences that were reviewed count.",
            "Not judged: \(report.unanswered) cases of checks without a rule, \(report.outside) out of scope, "
                + "\(report.elsewhere) of other platforms, \(report.weak) whose label is a tool's opinion.",
        ]
        if report.silent > 0 {
            lines.append("\(report.silent) cases agree only because nothing could be made of their resource.")
        }
        if !report.needless.isEmpty {
            lines.append(
                "Reviewed, and they agree by now:\n" + report.needless.map { "  \($0)" }.joined(separator: "\n")
            )
        }
        if !report.unlisted.isEmpty {
            let platforms = Dictionary(grouping: report.unlisted, by: \.platform).mapValues(\.count)
            let counts = platforms.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
            lines.append("Checks in no list of controls: \(counts.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    /// One differing case: what was expected, what came out and why.
    ///
    /// - Parameters:
    ///   - judgement: the case and the answers.
    ///   - shapes: whether to show the input and the native resources.
    public func difference(_ judgement: Judgement, shapes: Bool) -> String {
        let item = judgement.item
        var lines = ["\(item.id)", "  \(item.check) expects \(item.expectation.rawValue), we say \(judgement.answer)"]
        if let name = item.node["check_name"]?.string { lines[1] += "   (\(name))" }
        for problem in judgement.problems { lines.append("  \(problem)") }
        for answer in judgement.answers { lines.append("  \(Self.line(answer))") }
        if judgement.answers.isEmpty {
            let types = Set(judgement.resources.map(\.resourceType)).sorted().joined(separator: ", ")
            lines.append("  no rule applied to \(types.isEmpty ? "anything" : types)")
        }
        if let reason = lists.reviewed.reasons[item.id] { lines.append("  reviewed: \(reason)") }
        if shapes {
            for resource in judgement.resources {
                lines.append("  \(resource.resourceType): \(resource.configuration.description)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ answer: Judgement.Answer) -> String {
        let outcome = answer.outcome
        let reason = [outcome.message, outcome.explanation?.expression.map { "should hold: \($0)" }]
        let words = reason.compactMap(\.self).joined(separator: "; ")
        return
            "\(outcome.rule) on \(answer.resourceType): \(outcome.outcome.rawValue)\(words.isEmpty ? "" : ": \(words)")"
    }
}
