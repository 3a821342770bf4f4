import CommandLine
import Messages
import Rules

/// The result as a comment on a change: GitHub's Markdown, in which nothing from settings has a meaning.
enum CheckMarkdown {
    /// Findings that are written out; a comment has at most 65,536 characters, and nobody reads more.
    static let maximumFindings = 100

    static func text(of report: CheckReport) -> String {
        let labels = CheckLabels(language: report.language)
        var lines = ["## \(labels.title)", "", escaped(labels.summary(report)) + "  ", code(report.input), ""]
        if report.new.isEmpty { lines += [labels.nothing, ""] }
        let groups = CheckTable.groups(of: report.findings)
        var left = maximumFindings
        for group in groups {
            guard left > 0 else { break }
            lines += section(group, labels, upTo: left)
            left -= group.count
        }
        if left < 0 { lines += ["*\(escaped(labels.more(-left)))*", ""] }
        if !report.untold.isEmpty {
            lines += ["### \(labels.untold) (\(report.untold.count))", ""]
            for finding in report.untold.prefix(maximumFindings) {
                lines.append(
                    "- \(code(finding.name)): \(escaped(finding.title(report.language))) (\(code(finding.outcome.rule)))"
                )
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func section(_ group: [CheckFinding], _ labels: CheckLabels, upTo limit: Int) -> [String] {
        guard let first = group.first else { return [] }
        let isFailure = first.outcome.outcome == .fail
        let mark = isFailure ? labels.severity(first.outcome.severity) : labels.notChecked
        var lines = ["### \(mark): \(escaped(first.title(labels.language)))", ""]
        if isFailure, let words = first.words {
            lines += ["> " + escaped(first.consequence?[labels.language] ?? words.risk[labels.language]), ""]
        }
        for finding in group.prefix(limit) {
            let known = finding.isKnown ? " *(\(labels.known))*" : ""
            let name = finding.origins.isEmpty ? "" : " (\(code(finding.description)))"
            let found = finding.found(labels.language).map { ": " + code($0) } ?? ""
            lines.append("- \(code(finding.origins.first ?? finding.description))\(name)\(known)\(found)")
        }
        lines.append("")
        if isFailure, let words = first.words {
            lines += ["**\(labels.remedy)**: " + escaped(words.remedy[labels.language]), ""]
        }
        return lines + ["<sub>\(code(first.outcome.rule))</sub>", ""]
    }

    /// Text that is only text: no emphasis, link, image, HTML, table, formula, mention, issue or address that turns into a link.
    ///
    /// Source: GitHub Flavored Markdown 0.29, sections 6.1 "Backslash escapes", 6.2 "Entity references" and 6.9 "Autolinks".
    static func escaped(_ text: String) -> String {
        let scalars = Array(Console.printable(text.replacing("\n", with: " ")).unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$": result += ["\\", scalar]
            case "<": result += "&lt;".unicodeScalars
            case "&": result += "&amp;".unicodeScalars
            // GitHub looks for these in what Markdown left over, so that no escape helps; a blank without width does.
            case "@", "#": result += (index == 0 ? ["\\"] : []) + [scalar, "\u{200b}"]
            case ":" where next == "/": result += "\\:".unicodeScalars
            case "."
            where index >= 3 && String(String.UnicodeScalarView(scalars[(index - 3)..<index])).lowercased() == "www":
                result += "\\.".unicodeScalars
            case _ where index == 0 && ["-", "+", ">", "="].contains(scalar): result += ["\\", scalar]
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Text as code: the fence is longer than any run of backticks in it.
    static func code(_ text: String) -> String {
        let text = Console.printable(text.replacing("\n", with: " "))
        var (longest, run) = (0, 0)
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let pad = longest > 0 || text.isEmpty ? " " : ""
        return "\(fence)\(pad)\(text)\(pad)\(fence)"
    }
}
