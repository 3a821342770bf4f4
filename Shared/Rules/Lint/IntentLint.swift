import Diagnostics
import Messages
import YAML

/// Checks what rules say of their intents, over all packs.
struct IntentLint {
    private var rules: [RuleSource] = []

    mutating func add(_ source: RuleSource) { rules.append(source) }

    func check(_ catalogue: IntentCatalogue, doubts: Bool, sink: DiagnosticSink) {
        if !catalogue.isEmpty { reportUnknown(catalogue, sink) }
        guard doubts else { return }
        reportSeverities(sink)
        for source in catalogue.sources { TextDoubts(sink: sink).report(source) }
    }

    /// A rule whose intent has no texts would leave the customer without a sentence.
    private func reportUnknown(_ catalogue: IntentCatalogue, _ sink: DiagnosticSink) {
        let ids = catalogue.ids
        for source in rules {
            guard let id = source.rule.intent, catalogue[id] == nil else { continue }
            let near = Suggestion.nearest(to: id, among: ids).map { "did you mean \"\($0)\"?" }
            let hint = near ?? "write its texts in the directory intents beside the packs"
            let place = source.node["intent"] ?? source.idNode
            sink.append(place.diagnostic(.error, "there is no intent \"\(id)\"", hint: hint))
        }
    }

    /// What is one sentence to the customer is one severity, unless a rule reaches further.
    private func reportSeverities(_ sink: DiagnosticSink) {
        for (intent, same) in Dictionary(grouping: rules, by: { $0.rule.intent ?? "" }) where !intent.isEmpty {
            let counts = Dictionary(grouping: same, by: \.rule.severity).mapValues(\.count)
            guard counts.count > 1, let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else {
                continue
            }
            let example = same.first { $0.rule.severity == usual }?.rule.id ?? ""
            for source in same where source.rule.severity != usual && !source.allowed.contains(.severity) {
                let place = source.node["severity"] ?? source.idNode
                var doubt = place.diagnostic(
                    .warning,
                    "\(source.rule.severity.rawValue), where the intent \"\(intent)\" is mostly \(usual.rawValue)",
                    hint: "as in \(example); allow: [severity] where this rule's reach really differs"
                )
                doubt.code = Doubt.severity.rawValue
                sink.append(doubt)
            }
        }
    }
}
