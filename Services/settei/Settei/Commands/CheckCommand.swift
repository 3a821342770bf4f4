import Foundation
import JSON
import Messages
import Rules
import Threading

/// `settei check`: what the rules say of settings, before they are applied and without any service.
enum CheckCommand {
    static let check = Command(
        "check",
        "check settings against rule packs, without any service",
        operands: "FILE|-",
        options: [
            Option("policies", "DIRECTORY", environment: "SETTEI_POLICIES", "the rule packs; default ./policies"),
            Option("format", "FORMAT", "settei (a config.changed or its data) or aws-config; default settei"),
            Option("severity", "SEVERITY", "show and count only these and worse; default low"),
            Option("lang", "LANGUAGE", "ja or en; default en"),
        ],
        examples: [
            "settei check --policies deploy/policies --format aws-config deploy/samples/03-public-database.json",
            "settei check --severity high --lang ja change.json",
        ]
    ) { arguments, console in
        let path = try arguments.operand("FILE (or - for standard input)")
        let lowest = try arguments.list("severity", of: Severity.self).last ?? .low
        let language = try arguments.list("lang", of: Language.self).last ?? .en
        let packs = try packs(arguments, console)
        let policy = try PolicySet(packs: packs)
        let texts = try PolicyTexts(documents: packs.flatMap(\.documents))
        let verdicts = try changes(path, arguments, console).map { verdict(on: $0, by: policy, from: lowest) }
        if arguments.has("json") {
            for verdict in verdicts { console.line(verdict.json) }
        } else {
            for verdict in verdicts { show(verdict, texts, language, console) }
            summarise(verdicts, console)
        }
        return verdicts.allSatisfy(\.bad.isEmpty) ? .success : .negative
    }

    /// What the rules say of one resource.
    struct Verdict {
        let resource: Resource
        let assessment: Assessment
        /// What failed or could not be told, the worst first.
        let bad: [RuleOutcome]

        var json: String {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("resource")
            resource.write(to: &writer)
            writer.key("outcomes")
            try? JSONTreeEncoder().encode(assessment.outcomes, into: &writer)
            writer.endObject()
            return writer.text
        }
    }

    private static func packs(_ arguments: Arguments, _ console: Console) throws -> [RulePack] {
        let folder = arguments["policies"] ?? "policies"
        let loaded = RulePackLoader.load(paths: [folder])
        guard loaded.isValid, !loaded.packs.isEmpty else {
            RulesCommand.show(loaded.diagnostics, arguments, console)
            throw CommandFailure(.badInput, "no usable rule packs in \(folder); give --policies DIRECTORY")
        }
        return loaded.packs
    }

    private static func changes(_ path: String, _ arguments: Arguments, _ console: Console) throws -> [ConfigChanged] {
        let format = try arguments.list("format", of: InputFormat.self).last ?? .settei
        let input = InputDocuments(try InputDocuments.bytes(of: path))
        var (changes, mistakes): ([ConfigChanged], [String]) = ([], input.mistakes)
        for document in input.documents {
            let read = format.changes(in: document.document)
            changes += read.changes
            mistakes += read.mistakes.map { "\(document.line): \($0)" }
        }
        for mistake in mistakes { console.note("\(Console.printable(path)):\(Console.printable(mistake))") }
        guard mistakes.isEmpty else { throw CommandFailure(.badInput, "the input could not be read") }
        return changes
    }

    private static func verdict(on changed: ConfigChanged, by policy: PolicySet, from lowest: Severity) -> Verdict {
        let assessment = assess(changed, by: policy)
        let bad = assessment.outcomes.filter { ($0.outcome == .fail || $0.outcome == .error) && $0.severity >= lowest }
        return Verdict(
            resource: changed.resource,
            assessment: assessment,
            bad: bad.sorted { ($0.severity, $1.rule) > ($1.severity, $0.rule) }
        )
    }

    private static func assess(_ changed: ConfigChanged, by policy: PolicySet) -> Assessment {
        do {
            let data = try JSONDocument(JSONTreeEncoder().encode(changed), limits: InputDocuments.limits)
            let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
            let input = EvaluationInput(resource: changed.resource, change: data.root, tenant: "local", now: now)
            return policy.evaluate(input)
        } catch {
            return policy.unreadable(
                provider: changed.provider,
                resourceType: changed.resourceType,
                because: "\(error)"
            )
        }
    }

    private static func show(_ verdict: Verdict, _ texts: PolicyTexts, _ language: Language, _ console: Console) {
        let resource = verdict.resource
        let name = Console.printable("\(resource.type) \(resource.id) (\(resource.account), \(resource.region))")
        console.line(console.styled(name, .bold))
        if verdict.assessment.outcomes.isEmpty { console.line("  no rule applies to this type") }
        for outcome in verdict.bad {
            let style: Console.Style = outcome.severity >= .high ? .red : .yellow
            let mark = outcome.outcome == .error ? "could not be checked" : outcome.severity.rawValue
            console.line(
                "  \(console.styled(mark, style))  \(texts[outcome.rule]?.title[language] ?? outcome.rule)  [\(outcome.rule)]"
            )
            if let message = RuleSentence.text(of: outcome, in: language) {
                console.line("    \(Console.printable(message))")
            }
            if let text = texts[outcome.rule], outcome.outcome == .fail {
                console.line("    \(text.risk[language].replacing("\n", with: " "))")
                console.line("    → \(text.remedy[language].replacing("\n", with: " "))")
            }
        }
    }

    private static func summarise(_ verdicts: [Verdict], _ console: Console) {
        let passed = verdicts.reduce(0) { $0 + $1.assessment.count(.pass) }
        let bad = verdicts.reduce(0) { $0 + $1.bad.count }
        let text = "\(verdicts.count) resources: \(bad) to mend, \(passed) rules passed"
        console.note(console.styled(text, bad == 0 ? .green : .red))
    }
}
