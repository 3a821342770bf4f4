import Adapters
import CommandLine
import Diagnostics
import Foundation
import JSON
import Messages
import Rules
import Threading

/// `settei check`: what the rules say of settings, before they are applied and without any service.
///
/// Five steps, each a type of its own in `Checking/`: read, adapt, assess, select, report.
enum CheckCommand {
    static let check = Command(
        "check",
        "check a plan, a template, manifests or settings before they are applied",
        operands: "[FILE|-]",
        options: [
            Option("plan", "FILE", "a Terraform plan: terraform show -json PLAN > FILE"),
            Option("template", "FILE", "a CloudFormation template, JSON or YAML"),
            Option("manifest", "FILE", "Kubernetes manifests, YAML or JSON, several in one file"),
            Option("input-format", "FORMAT", "what FILE is; recognised by itself where not given"),
            Option("policies", "DIRECTORY", environment: "SETTEI_POLICIES", "the rule packs; default ./policies"),
            Option(
                "mappings",
                "DIRECTORY",
                environment: "SETTEI_MAPPINGS",
                "what planned resources are in their cloud's words; default the folder mappings beside the rule packs"
            ),
            Option("format", "FORMAT", "table, json, sarif, junit, ocsf, csv or markdown; default table"),
            Option("severity", "SEVERITY", "tell and count only these and worse; default low"),
            Option("baseline", "FILE", "findings in it are known and fail nothing"),
            Option("write-baseline", "FILE", "write what was found as known, and end with status 0"),
            Option("strict", "fail also for what cannot be told before apply, or could not be read"),
            Option("tenant", "TENANT", environment: "SETTEI_TENANT", "whose resources they are; default local"),
            Option("lang", "LANGUAGE", "ja or en; default en"),
            Option("verbose", "show every resource, and types that no rule or mapping is about"),
            Option("remote", "ask the checkers of a running installation, with the policy in force there"),
        ] + Option.connection,
        examples: [
            "terraform show -json plan.out | settei check -",
            "settei check --plan plan.json --format sarif --baseline .settei-baseline.json > check.sarif",
            "settei check --policies deploy/policies deploy/samples/03-public-database.json --lang ja",
        ]
    ) { arguments, console in
        let format = try format(arguments)
        let lowest = try arguments.list("severity", of: Severity.self).last ?? .low
        let source = try CheckSource(arguments)
        var report = try report(arguments, source)
        let baseline = try arguments["baseline"].map { try CheckBaseline(reading: $0) }
        let reader = try read(source, arguments, console)
        report.inputFormat = reader.formats.sorted().joined(separator: ", ")
        report.ignored = reader.ignored
        report.withoutMapping = reader.unmapped
        let packs = try packs(about: reader, arguments, console)
        let (verdicts, texts) = try await answers(on: reader, by: packs, report, arguments)
        let selection = CheckSelection(
            lowest: lowest,
            baseline: baseline,
            texts: texts,
            intents: intents(of: packs, texts)
        )
        selection.fill(&report, with: verdicts)
        if let text = format.text(of: report) {
            console.output(text)
        } else {
            CheckTable(report: report, console: console, isVerbose: arguments.has("verbose")).show()
        }
        if let path = arguments["write-baseline"] {
            try CheckBaseline.write(report, to: path)
            return .success
        }
        let isDoubtful = !report.untold.isEmpty || !reader.doubts.isEmpty
        let isGood = report.new.isEmpty && !(arguments.has("strict") && isDoubtful)
        return isGood ? .success : .negative
    }

    private static func format(_ arguments: Arguments) throws -> CheckFormat {
        if let name = arguments["format"], InputFormat(name: name) != nil {
            throw CommandFailure(
                .usage,
                "--format is how the result is told; what the input is says --input-format \(name)"
            )
        }
        return try arguments.list("format", of: CheckFormat.self).last ?? (arguments.has("json") ? .json : .table)
    }

    /// What each rule is for; packs tell more of it than what is published.
    private static func intents(of packs: [RulePack], _ texts: PolicyTexts) -> [String: CheckIntent] {
        var intents: [String: CheckIntent] = [:]
        for (rule, words) in texts.entries {
            intents[rule] = words.intent.map { CheckIntent(id: $0.id, consequence: $0.consequence) }
        }
        for pack in packs {
            let known = Dictionary(pack.intents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for rule in pack.activeRules {
                guard let id = rule.intent else { continue }
                intents[rule.id] = CheckIntent(
                    id: id,
                    consequence: known[id]?.consequence,
                    practice: known[id]?.badPractice
                )
            }
        }
        return intents
    }

    private static func report(_ arguments: Arguments, _ source: CheckSource) throws -> CheckReport {
        CheckReport(
            input: source.path,
            inputFormat: "",
            tenant: try InputMistake.tenant(arguments["tenant"] ?? "local"),
            language: try arguments.list("lang", of: Language.self).last ?? .en,
            time: Timestamp(milliseconds: WallClock.system.now().milliseconds)
        )
    }

    private static func read(_ source: CheckSource, _ arguments: Arguments, _ console: Console) throws -> CheckReader {
        let beside = URL(filePath: arguments["policies"] ?? "policies").deletingLastPathComponent().appending(
            path: "mappings"
        ).path
        let mappings = try mappings(arguments, beside, console)
        var reader = CheckReader(mappings: mappings ?? .empty)
        reader.read(try source.documents(), as: source.format)
        for mistake in reader.mistakes + reader.doubts { console.note(Console.printable("\(source.path):\(mistake)")) }
        guard reader.mistakes.isEmpty else { throw CommandFailure(.badInput, "the input could not be read") }
        // A build server that does not find the mappings should not report that all is well.
        guard mappings != nil || reader.unmapped.isEmpty else {
            let place = Console.printable(beside)
            throw CommandFailure(
                .badInput,
                "planned resources need mappings, and there are none in \(place); give --mappings DIRECTORY"
            )
        }
        return reader
    }

    /// Those that were named, or those that lie beside the rule packs; nil where neither are there.
    private static func mappings(
        _ arguments: Arguments,
        _ beside: String,
        _ console: Console
    ) throws -> MappingSet? {
        guard let folder = arguments["mappings"] ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil)
        else { return nil }
        let mappings = MappingSet(reading: [folder])
        guard !mappings.problems.hasErrors, mappings.fileCount > 0 else {
            RulesCommand.show(mappings.problems, arguments, console)
            throw CommandFailure(.badInput, "no usable mappings in \(Console.printable(folder))")
        }
        return mappings
    }

    /// Those in which there is a rule about something that is to be checked.
    private static func packs(
        about reader: CheckReader,
        _ arguments: Arguments,
        _ console: Console
    ) throws -> [RulePack] {
        // Checkers elsewhere have the rules; here are only the words.
        if arguments.has("remote"), arguments["policies"] == nil { return [] }
        let folder = arguments["policies"] ?? "policies"
        let loaded = RulePackLoader.read(paths: [folder], about: reader.types)
        guard loaded.isValid, !loaded.packs.isEmpty || loaded.unread > 0 else {
            RulesCommand.show(loaded.diagnostics, arguments, console)
            throw CommandFailure(
                .badInput,
                "no usable rule packs in \(Console.printable(folder)); give --policies DIRECTORY"
            )
        }
        return loaded.packs
    }

    private static func answers(
        on reader: CheckReader,
        by packs: [RulePack],
        _ report: CheckReport,
        _ arguments: Arguments
    ) async throws -> (verdicts: [CheckVerdict], texts: PolicyTexts) {
        guard arguments.has("remote") else {
            let assessment = CheckAssessment(
                packs: packs,
                types: reader.types,
                tenant: report.tenant,
                now: report.time
            )
            return (
                try assessment.verdicts(on: reader.changes, isWhole: reader.isWhole), PolicyTexts(packs: packs)
            )
        }
        return try await Store.with(arguments) { store in
            let remote = RemoteCheck(store: store, tenant: report.tenant)
            let verdicts = try await remote.verdicts(on: reader.changes, isWhole: reader.isWhole)
            return (verdicts, packs.isEmpty ? await remote.texts() : PolicyTexts(packs: packs))
        }
    }
}
