import CommandLine
import Diagnostics
import Expressions
import JSON
import Messages
import Rules
import Threading

/// `settei rules explain`: what rules mean, in words.
enum RulesExplainCommand {
    static let explain = Command(
        "rules explain",
        "say in words what rules mean, and what they find in a setting",
        operands: "FILE|DIRECTORY…",
        options: [
            Option("rule", "ID", "only this rule; may be repeated"),
            Option("lang", "LANGUAGE", "texts in ja or en; default both"),
            Option(
                "data",
                "[NAME=]FILE",
                "evaluate on this setting, JSON or YAML; NAME is config, previous, resource, …"
            ),
        ],
        examples: [
            "settei rules explain deploy/policies/aws-network.yaml --rule aws.ec2.sg-ssh-open",
            "settei rules explain deploy/policies --rule aws.s3.versioning --data bucket.json --lang ja",
        ]
    ) { arguments, console in
        let loaded = try RulesCommand.load(arguments)
        let reports = try selected(loaded, arguments)
        let languages = try arguments.list("lang", of: Language.self)
        let data = try data(arguments)
        let shown = reports.filter { data == nil || isAsked($0.rule, data, arguments) }
        var isGood = true
        for (index, report) in shown.enumerated() {
            let explanation = RuleExplanation(
                report,
                intent: loaded.intents.first { $0.id == report.rule.intent },
                languages: languages.isEmpty ? [.en, .ja] : languages
            )
            let outcome = data.flatMap { evaluate(report.rule, on: $0) }
            if let outcome, outcome.outcome == .fail || outcome.outcome == .error { isGood = false }
            if arguments.has("json") {
                console.line(explanation.json(outcome))
            } else {
                if index > 0 { console.line() }
                explanation.show(outcome, console)
            }
        }
        if shown.count < reports.count {
            console.note("\(reports.count - shown.count) rules are about other types than \(type(of: data) ?? "this")")
        }
        for mistake in loaded.diagnostics.errors { console.note(mistake.rendered()) }
        return loaded.isValid && isGood ? .success : .negative
    }

    private static func selected(_ loaded: LoadedPacks, _ arguments: Arguments) throws -> [RuleReport] {
        let wanted = arguments.values["rule"] ?? []
        let known = loaded.reports.map(\.rule.id)
        for id in wanted where !known.contains(id) {
            let near = Suggestion.nearest(to: id, among: known).map { "; did you mean \($0)?" } ?? ""
            throw CommandFailure(.usage, "there is no rule '\(Console.printable(id))'\(near)")
        }
        return wanted.isEmpty ? loaded.reports : loaded.reports.filter { wanted.contains($0.rule.id) }
    }

    // MARK: On a setting

    private static let variables = ["config", "previous", "resource", "change", "tenant", "baseline", "defaults"]

    private static func data(_ arguments: Arguments) throws -> [String: JSONNode]? {
        guard let words = arguments.values["data"] else { return nil }
        var data: [String: JSONNode] = [:]
        for word in words {
            let (name, path) = DataFile.parse(word)
            guard variables.contains(name) else {
                let near = Suggestion.nearest(to: name, among: variables).map { "did you mean \($0)?" }
                let hint = near ?? "rules speak of \(variables.joined(separator: ", "))"
                throw CommandFailure(.usage, "--data: rules have no variable '\(Console.printable(name))'; \(hint)")
            }
            guard data[name] == nil else { throw CommandFailure(.usage, "--data sets '\(name)' twice") }
            data[name] = try DataFile.read(path)
        }
        return data
    }

    /// The resource type that a configuration item of AWS states.
    private static func type(of data: [String: JSONNode]?) -> String? { data?["config"]?["resourceType"]?.string }

    /// A rule that was asked for by its id is asked whatever the type is.
    private static func isAsked(_ rule: Rule, _ data: [String: JSONNode]?, _ arguments: Arguments) -> Bool {
        guard arguments["rule"] == nil, let type = type(of: data) else { return true }
        return rule.applies.resourceTypes.contains(type)
    }

    private static func evaluate(_ rule: Rule, on data: [String: JSONNode]) -> RuleOutcome? {
        let input = EvaluationInput(
            provider: rule.applies.provider,
            resourceType: rule.applies.resourceTypes.first ?? "",
            variables: data,
            now: Timestamp(milliseconds: WallClock.system.now().milliseconds)
        )
        return rule.evaluate(input)
    }
}
