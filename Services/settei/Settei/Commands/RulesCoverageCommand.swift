import CommandLine
import Diagnostics
import Messages
import Rules

/// `settei rules coverage`: what the rules look after, by cloud, and what nothing looks after.
enum RulesCoverageCommand {
    static let coverage = Command(
        "rules coverage",
        "count rules by cloud and category, control or intent; what no rule is for shows as -",
        operands: "FILE|DIRECTORY…",
        options: [
            Option("by", "AXIS", "category, control or intent; default all three"),
            Option("format", "FORMAT", "table, markdown or json; default table"),
            Option("lang", "LANGUAGE", "ja or en; default en"),
        ],
        examples: [
            "settei rules coverage deploy/policies", "settei rules coverage deploy/policies --by control --lang ja",
            "settei rules coverage deploy/policies --format markdown > coverage.md",
        ]
    ) { arguments, console in
        let loaded = try RulesCommand.load(arguments, isTrying: false)
        let axes = try arguments.list("by", of: RuleInventory.Axis.self)
        let asked = try arguments.list("format", of: Format.self).last
        let language = try arguments.list("lang", of: Language.self).last ?? .en
        let report = CoverageReport(
            inventory: RuleInventory(packs: loaded.packs, intents: loaded.intents),
            axes: axes.isEmpty ? RuleInventory.Axis.allCases : axes,
            language: language
        )
        for mistake in loaded.diagnostics.errors { console.note(mistake.rendered()) }
        // A table of nothing would look like rules that look after nothing.
        guard !loaded.packs.isEmpty else { return .negative }
        switch asked ?? (arguments.has("json") ? .json : .table) {
        case .table: for line in report.lines(console) { console.line(line) }
        case .markdown: console.line(report.markdown)
        case .json: console.line(report.json)
        }
        return loaded.isValid ? .success : .negative
    }

    /// How the list is printed.
    enum Format: String, CaseIterable {
        case table, markdown, json
    }
}
