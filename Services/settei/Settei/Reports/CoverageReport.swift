import CommandLine
import JSON
import Messages
import Rules

/// Writes how many rules there are for what, one column for each cloud.
struct CoverageReport {
    let inventory: RuleInventory
    let axes: [RuleInventory.Axis]
    let language: Language

    private var tables: [RuleInventory.Table] { axes.flatMap { inventory.tables(by: $0) } }

    /// The number, or a dash where nothing looks after it.
    private static func cell(_ count: Int?) -> String { count.map { $0 == 0 ? "-" : "\($0)" } ?? "-" }

    private func cells(_ row: RuleInventory.Row) -> [String] {
        inventory.providers.map { Self.cell(row.counts[$0]) } + [Self.cell(row.total)]
    }

    private var heads: [String] { inventory.providers + [language == .ja ? "計" : "all"] }

    private var totals: [String] {
        inventory.providers.map { Self.cell(inventory.counts[$0]) } + ["\(inventory.counts.values.reduce(0, +))"]
    }

    private var totalName: String { language == .ja ? "ルール" : "rules" }

    // MARK: For people

    /// Columns side by side, with what nothing looks after in red.
    func lines(_ console: Console) -> [String] {
        let widths = heads.map { max(Console.width(of: $0), 4) }
        func numbers(_ cells: [String]) -> String {
            zip(cells, widths).map { cell, width in
                let text = String(repeating: " ", count: max(0, width - Console.width(of: cell))) + cell
                return cell == "-" ? console.styled(text, .red) : text
            }.joined(separator: " ")
        }
        var lines: [String] = []
        for table in tables {
            if !lines.isEmpty { lines.append("") }
            let names = table.rows.map { name($0) }
            let width = max(
                (names + [totalName]).map { Console.width(of: $0) }.max() ?? 0,
                Console.width(of: table.title[language])
            )
            lines.append(console.styled(padded(table.title[language], to: width), .bold) + "  " + numbers(heads))
            for (row, name) in zip(table.rows, names) {
                lines.append(padded(name, to: width) + "  " + numbers(cells(row)))
            }
            let missing = table.rows.count { $0.total == 0 }
            if missing > 0 { lines.append(console.styled(words(missing, of: table.rows.count), .red)) }
        }
        return lines + ["", totalName + "  " + zip(heads, totals).map { "\($0) \($1)" }.joined(separator: ", ")]
    }

    private func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Console.width(of: text)))
    }

    private func words(_ missing: Int, of all: Int) -> String {
        language == .ja ? "\(all)件中\(missing)件に、どのクラウドのルールもありません" : "\(missing) of \(all) have no rule for any cloud"
    }

    private func name(_ row: RuleInventory.Row) -> String {
        let title = row.title[language]
        return Console.printable(title.isEmpty ? row.id : "\(row.id)  \(title)")
    }

    var markdown: String {
        let parts = tables.map { table -> String in
            let head = "| \(table.title[language]) | " + heads.joined(separator: " | ") + " |"
            let rule = "| --- |" + String(repeating: " ---: |", count: heads.count)
            let rows = table.rows.map { row in
                "| \(name(row).replacing("|", with: "\\|")) | " + cells(row).joined(separator: " | ") + " |"
            }
            return ([head, rule] + rows).joined(separator: "\n")
        }
        let head = "| | " + heads.joined(separator: " | ") + " |\n| --- |"
        let all =
            head + String(repeating: " ---: |", count: heads.count)
            + "\n| \(totalName) | " + totals.joined(separator: " | ") + " |"
        return (parts + [all]).joined(separator: "\n\n")
    }

    // MARK: For programs

    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("rules")
        counts(inventory.counts, to: &writer)
        for axis in axes {
            writer.key(axis.rawValue)
            writer.beginArray()
            for table in inventory.tables(by: axis) {
                for row in table.rows {
                    writer.beginObject()
                    writer.member("list", table.title[.en])
                    writer.member("id", row.id)
                    writer.member("title", row.title[language])
                    writer.key("rules")
                    counts(row.counts, to: &writer)
                    writer.endObject()
                }
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }

    private func counts(_ counts: [String: Int], to writer: inout JSONWriter) {
        writer.beginObject()
        for provider in inventory.providers { writer.member(provider, counts[provider] ?? 0) }
        writer.endObject()
    }
}
