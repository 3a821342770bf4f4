/// Writes the table for people, as aligned text or as Markdown.
struct VerdictTable {
    let heads: [String]
    var rows: [[String]] = []

    init(_ heads: [String]) { self.heads = heads }

    /// Columns side by side; the first to the left, numbers to the right.
    var text: String {
        let all = [heads] + rows
        let widths = heads.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { column in
                let blanks = String(repeating: " ", count: max(0, widths[column] - row[column].count))
                return column == 0 ? row[column] + blanks : blanks + row[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    var markdown: String {
        let lines = [heads, heads.indices.map { $0 == 0 ? "---" : "---:" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}

extension VerdictReport.Line {
    static let heads = [
        "", "in scope", "with rule", "share", "cases", "agreed", "reviewed", "differing", "undecided", "agreement",
        "checks ≥ 98 %",
    ]

    var cells: [String] {
        [
            name, "\(inScope)", "\(withRule)", percent(share), "\(tally.judged)", "\(tally.agreed)",
            "\(tally.reviewed)", "\(tally.differing)", "\(tally.undecided)", percent(tally.agreement),
            "\(good) of \(decided)",
        ]
    }
}

/// Rounded down, so that 100 % means all of them.
func percent(_ share: Double?) -> String {
    guard let share else { return "-" }
    let tenths = Int((share * 1_000).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
}
