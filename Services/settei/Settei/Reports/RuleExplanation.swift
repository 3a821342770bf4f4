import CommandLine
import Expressions
import JSON
import Messages
import Rules

/// What one rule means, for its author.
struct RuleExplanation {
    private static let labelWidth = 14

    let report: RuleReport
    /// What is known of the rule's intent.
    let intent: Intent?
    let languages: [Language]

    private var rule: Rule { report.rule }

    init(_ report: RuleReport, intent: Intent?, languages: [Language]) {
        self.report = report
        self.intent = intent
        self.languages = languages
    }

    // MARK: What it is made of

    private var conditions: [(name: String, outline: Outline)] {
        [("when", rule.when), ("check", rule.check)].compactMap { name, source in
            source.flatMap { try? Outline(parsing: $0) }.map { (name, $0) }
        }
    }

    /// The fields it reads, both expressions together.
    var fields: [String] {
        var seen: Set<String> = []
        let variables = ["config", "previous", "resource", "change", "tenant", "now", "baseline", "defaults"]
        return conditions.flatMap(\.outline.paths).filter { path in
            variables.contains(String(path.prefix { $0 != "." && $0 != "[" })) && seen.insert(path).inserted
        }
    }

    /// The functions and macros it calls.
    var functions: [String] {
        let names = conditions.flatMap(\.outline.all).compactMap { part -> String? in
            switch part.form {
            case .call(let name, _) where name.first?.isLetter ?? false && name != "in": name
            case .macro(let name, _): name
            case .has: "has"
            default: nil
            }
        }
        return Set(names).sorted()
    }

    private var absence: String {
        switch rule.onMissing {
        case .fail: "fail: a field that is absent counts as a failure"
        case .pass: "pass: a field that is absent counts as compliant"
        case .notApplicable: "notApplicable: where a field is absent the rule does not apply"
        case .error: "error: where a field is absent the rule cannot tell"
        }
    }

    private var level: String { rule.level == .basic ? "basic (基本)" : "recommended (推奨)" }

    // MARK: For people

    func show(_ outcome: RuleOutcome?, _ console: Console) {
        let state = rule.retired ? ", retired" : ""
        let facts = "\(rule.severity.rawValue), \(level), \(rule.responsibility.rawValue)\(state)"
        console.line("\(console.styled(rule.id, .bold))  \(facts)")
        for language in languages { console.line("  \(rule.title[language])") }
        line("applies to", "\(rule.applies.resourceTypes.joined(separator: ", ")) (\(rule.applies.provider))", console)
        line("category", "\(rule.category.rawValue) \(rule.category.name[languages[0]])", console)
        if !rule.controls.isEmpty { line("controls", rule.controls.joined(separator: ", "), console) }
        for language in languages { line("risk", rule.risk[language], console) }
        for language in languages { line("remedy", rule.remedy[language], console) }
        showIntent(console)
        for condition in conditions { line(condition.name, condition.outline.layout(), console) }
        if rule.check == nil { line("check", "none: only a person can decide", console) }
        if !fields.isEmpty { line("reads", fields.joined(separator: "\n"), console) }
        if !functions.isEmpty { line("functions", functions.joined(separator: ", "), console) }
        if rule.check != nil { line("if absent", absence, console) }
        showTests(console)
        if let outcome { show(found: outcome, console) }
    }

    /// What the rule is for, what happens to who applies such a setting, and what went wrong elsewhere.
    private func showIntent(_ console: Console) {
        guard let intent else { return rule.intent.map { line("intent", $0, console) } ?? () }
        line("intent", ([intent.id] + languages.map { intent.title[$0] }).joined(separator: "\n"), console)
        for language in languages { line("if applied", intent.consequence[language], console) }
        for language in languages { line("bad practice", intent.badPractice[language], console) }
    }

    private func line(_ label: String, _ text: String, _ console: Console) {
        let margin = String(repeating: " ", count: Self.labelWidth + 2)
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let head = index == 0 ? "  " + Help.pad(label, to: Self.labelWidth) : margin
            console.line(head + Console.printable(String(line)))
        }
    }

    private func showTests(_ console: Console) {
        guard !report.tests.isEmpty else { return }
        if rule.check != nil {
            let spent = "\(report.worstCost) of \(PolicySet.Limits().ruleCost), in the dearest test"
            line("cost", spent, console)
            line("covered", "\(report.covered) of \(report.coverable) ways through its conditions", console)
        }
        let tests = report.tests.flatMap { test -> [String] in
            let found = test.found?.outcome.rawValue ?? "not run"
            let mark = test.passed ? found : "\(found) instead of \(test.test.expect.rawValue)"
            return ["\(Help.pad(mark, to: 13))  \(test.test.name)"]
                + sentences(test.found).map { String(repeating: " ", count: 15) + $0 }
        }
        line("tests", tests.joined(separator: "\n"), console)
    }

    private func sentences(_ outcome: RuleOutcome?) -> [String] {
        guard let outcome else { return [] }
        var sentences: [String] = []
        for language in languages {
            guard let text = RuleSentence.text(of: outcome, in: language), !sentences.contains(text) else { continue }
            sentences.append(text)
        }
        return sentences
    }

    private func show(found outcome: RuleOutcome, _ console: Console) {
        let style: Console.Style =
            switch outcome.outcome {
            case .fail, .error: .red
            case .pass: .green
            default: .dim
            }
        console.line(
            "  " + Help.pad("this setting", to: Self.labelWidth) + console.styled(outcome.outcome.rawValue, style)
        )
        for sentence in sentences(outcome) {
            console.line(String(repeating: " ", count: Self.labelWidth + 2) + Console.printable(sentence))
        }
    }

    // MARK: For programs

    func json(_ outcome: RuleOutcome?) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("rule", rule.id)
        writer.member("severity", rule.severity.rawValue)
        writer.member("level", rule.level.rawValue)
        writer.member("intent", rule.intent)
        for language in languages { writer.member("title.\(language.rawValue)", rule.title[language]) }
        if let intent {
            for language in languages {
                writer.member("consequence.\(language.rawValue)", intent.consequence[language])
                writer.member("badPractice.\(language.rawValue)", intent.badPractice[language])
            }
        }
        for condition in conditions { writer.member(condition.name, condition.outline.layout()) }
        strings("reads", fields, &writer)
        strings("functions", functions, &writer)
        writer.member("onMissing", rule.onMissing.rawValue)
        writer.member("worstCost", report.worstCost)
        if let outcome {
            writer.member("outcome", outcome.outcome.rawValue)
            for language in languages {
                writer.member("found.\(language.rawValue)", RuleSentence.text(of: outcome, in: language))
            }
        }
        writer.endObject()
        return writer.text
    }

    private func strings(_ name: String, _ texts: [String], _ writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }
}
