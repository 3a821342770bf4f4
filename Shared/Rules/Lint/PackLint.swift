import Diagnostics
import Expressions
import Messages
import YAML

/// Checks what packs mean: names are unique over all of them, expressions compile, the rules' own tests pass.
///
/// With ``doubts`` also what is not wrong and hardly meant.
struct PackLint {
    let sink: DiagnosticSink
    /// Whether to look for doubts and coverage too; publishing has no use for them.
    let doubts: Bool
    /// Whether to compile the rules and run their tests.
    let isTrying: Bool
    /// Whether intents are kept beside the packs; then each rule is to name one, and the controls that it serves.
    let isCurated: Bool
    private(set) var reports: [RuleReport] = []
    private var together = IntentLint()
    private var packs: [String: (file: String, place: YAMLNode)] = [:]
    private var rules: [String: (file: String, place: YAMLNode)] = [:]

    init(sink: DiagnosticSink, doubts: Bool, isTrying: Bool = true, isCurated: Bool = false) {
        self.sink = sink
        self.doubts = doubts
        self.isTrying = isTrying
        self.isCurated = isCurated
    }

    mutating func check(_ source: PackSource) {
        unique(source.pack.id, "pack", source.idNode, source.file, in: &packs)
        for rule in source.rules {
            unique(rule.rule.id, "rule", rule.idNode, source.file, in: &rules)
            if !rule.rule.retired, !source.pack.retired { together.add(rule) }
            if isTrying { check(rule, of: source) }
        }
        guard isTrying else { return }
        for document in source.pack.documents where document.content.count > PolicyDocument.maximumBytes {
            let message =
                "the pack's \(document.part.rawValue) make \(document.content.count) bytes, "
                + "at most \(PolicyDocument.maximumBytes) can be published"
            sink.append(source.idNode.diagnostic(.error, message, hint: "divide the pack into two files"))
        }
    }

    /// Checks what several packs have in common, after each was checked by itself.
    func checkTogether(_ catalogue: IntentCatalogue) {
        together.check(catalogue, doubts: doubts, sink: sink)
    }

    private func unique(
        _ id: String,
        _ word: String,
        _ place: YAMLNode,
        _ file: String,
        in known: inout [String: (file: String, place: YAMLNode)]
    ) {
        guard let first = known[id] else {
            known[id] = (file, place)
            return
        }
        sink.append(place.diagnostic(.error, "the \(word) \"\(id)\" is defined twice"))
        sink.append(first.place.diagnostic(.note, "it was defined here first"))
    }

    private mutating func check(_ source: RuleSource, of pack: PackSource) {
        let trial = RuleTrial(source, schemas: pack.schemas, sink: sink)
        for (test, place) in zip(trial.tests, source.testNodes) {
            guard let failure = test.failure else { continue }
            sink.append((test.found == nil ? place : place["expect"] ?? place).diagnostic(.error, failure))
        }
        if trial.compiled != nil { requireBothOutcomes(source) }
        let coverage = doubts ? RuleCoverage.measure(trial) : []
        let report = RuleReport(
            pack: pack.pack.id,
            file: pack.file,
            rule: source.rule,
            lines: source.node.lines,
            tests: trial.tests,
            coverage: coverage
        )
        reports.append(report)
        if doubts { RuleDoubts(trial, report, sink: sink).report(isCurated: isCurated) }
    }

    private func requireBothOutcomes(_ source: RuleSource) {
        let rule = source.rule
        guard rule.check != nil, !rule.retired else { return }
        for outcome in [Outcome.pass, .fail] where !rule.tests.contains(where: { $0.expect == outcome }) {
            let message = "the rule \"\(rule.id)\" has no test that expects \(outcome.rawValue)"
            sink.append(source.idNode.diagnostic(.error, message, hint: "show the rule a resource for both outcomes"))
        }
    }
}

extension YAMLNode {
    /// The lines it stands on; a block ends where the next one begins.
    fileprivate var lines: ClosedRange<Int> {
        let last = end.column == 1 || end.column <= start.column ? end.line - 1 : end.line
        return start.line...max(start.line, last)
    }
}
