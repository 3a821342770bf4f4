import CommandLine
import Diagnostics
import JSON
import Messages
import Rules

/// `settei rules lint` and `settei rules test`: for people who write rules.
enum RulesCommand {
    static let lint = Command(
        "rules lint",
        "check rule packs: every mistake and doubt with file, line and caret",
        operands: "FILE|DIRECTORY…",
        options: [
            Option("strict", "take warnings for mistakes, as before a release"),
            Option("info", "show also which conditions no test makes true, or false"),
            Option("format", "FORMAT", "text, json (one mistake a line) or sarif (for code review); default text"),
        ],
        examples: [
            "settei rules lint deploy/policies", "settei rules lint my-pack.yaml --strict --info",
            "settei rules lint deploy/policies --format sarif > lint.sarif",
        ]
    ) { arguments, console in
        let loaded = try load(arguments)
        let format = try arguments.list("format", of: LintFormat.self).last ?? (arguments.has("json") ? .json : .text)
        let shown = Diagnostics(loaded.diagnostics.filter { arguments.has("info") || $0.severity != .info })
        switch format {
        case .text:
            for diagnostic in shown { console.note(diagnostic.rendered()) }
            console.note(verdict(on: loaded, console))
        case .json: for diagnostic in shown { console.line(json(of: diagnostic)) }
        case .sarif: console.line(SARIF.text(of: shown))
        }
        let isGood = loaded.isValid && !(arguments.has("strict") && !loaded.diagnostics.warnings.isEmpty)
        return isGood ? .success : .negative
    }

    /// How lint's findings are printed.
    enum LintFormat: String, CaseIterable {
        case text, json, sarif
    }

    static let test = Command(
        "rules test",
        "run the tests that rules carry with them, and say how far they reach",
        operands: "FILE|DIRECTORY…",
        options: [
            Option("filter", "TEXT", "only rules whose id or title has this in it"),
            Option("junit", "FILE", "write the results as JUnit XML too, - for standard output"),
            Option("uncovered", "show the conditions that no test makes true, or false"),
        ],
        examples: [
            "settei rules test deploy/policies", "settei rules test deploy/policies --filter s3 --uncovered",
            "settei rules test deploy/policies --junit results.xml",
        ]
    ) { arguments, console in
        let loaded = try load(arguments)
        let reports = loaded.reports.filter { matches($0, arguments["filter"]) }
        if let word = arguments["filter"], reports.isEmpty, loaded.isValid {
            throw CommandFailure(.usage, "no rule has '\(Console.printable(word))' in its id or title")
        }
        let mistakes = loaded.diagnostics.errors.filter { mistake in
            arguments["filter"] == nil || reports.isEmpty || reports.contains { $0.holds(mistake) }
        }
        let summary = TestSummary(reports: reports, mistakes: mistakes)
        if let file = arguments["junit"] { try JUnit.write(summary, to: file, console) }
        if arguments.has("json") {
            for line in summary.json { console.line(line) }
        } else if arguments["junit"] != "-" {
            summary.show(console)
        }
        if arguments.has("uncovered") {
            for diagnostic in loaded.diagnostics where diagnostic.code == Doubt.uncovered.rawValue {
                guard reports.contains(where: { $0.holds(diagnostic) }) else { continue }
                console.note(diagnostic.rendered())
            }
        }
        for mistake in summary.mistakes { console.note(mistake.rendered()) }
        console.note(summary.verdict(console))
        return summary.isGood ? .success : .negative
    }

    /// Reads the packs that the operands name; with `isTrying` every rule is tried and doubted too.
    static func load(_ arguments: Arguments, isTrying: Bool = true) throws -> LoadedPacks {
        guard !arguments.operands.isEmpty else { throw CommandFailure(.usage, "FILE or DIRECTORY is missing") }
        let paths = arguments.operands
        let loaded = isTrying ? RulePackLoader.load(paths: paths, doubts: true) : RulePackLoader.read(paths: paths)
        // A build server that looks in the wrong directory should not report that all is well.
        guard !loaded.packs.isEmpty || !loaded.isValid else {
            let places = arguments.operands.map(Console.printable).joined(separator: ", ")
            throw CommandFailure(.badInput, "there is no rule pack (.yaml or .yml) in \(places)")
        }
        return loaded
    }

    static func matches(_ report: RuleReport, _ word: String?) -> Bool {
        guard let word = word?.lowercased() else { return true }
        let texts = [report.rule.id, report.rule.title.en, report.rule.title.ja]
        return texts.contains { $0.lowercased().contains(word) }
    }

    private static func verdict(on loaded: LoadedPacks, _ console: Console) -> String {
        let (errors, warnings) = (loaded.diagnostics.errors.count, loaded.diagnostics.warnings.count)
        let rules = loaded.packs.reduce(0) { $0 + $1.rules.count }
        let numbers = [(loaded.packs.count, "pack"), (rules, "rule"), (loaded.testCount, "test")]
        let what = numbers.map(Self.counted).joined(separator: ", ")
        if errors + warnings == 0 { return console.styled("\(what): good", .green) }
        let counts = [(errors, "mistake"), (warnings, "warning")].filter { $0.0 > 0 }.map(Self.counted)
        return console.styled("\(what): \(counts.joined(separator: ", "))", errors > 0 ? .red : .yellow)
    }

    static func counted(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }

    /// Diagnostics as compilers print them, or one JSON object a line.
    static func show(_ diagnostics: Diagnostics, _ arguments: Arguments, _ console: Console) {
        for diagnostic in diagnostics {
            if arguments.has("json") {
                console.line(json(of: diagnostic))
            } else {
                console.note(diagnostic.rendered())
            }
        }
    }

    private static func json(of diagnostic: Diagnostic) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("severity", diagnostic.severity.rawValue)
        writer.member("code", diagnostic.code)
        writer.member("file", diagnostic.file)
        writer.member("line", diagnostic.position?.line)
        writer.member("column", diagnostic.position?.column)
        writer.member("message", diagnostic.message)
        writer.member("hint", diagnostic.hint)
        writer.endObject()
        return writer.text
    }
}
