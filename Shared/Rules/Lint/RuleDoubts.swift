import Diagnostics
import Expressions
import YAML

/// Finds in one rule what is not wrong and hardly meant.
///
/// A doubt that is allowed by the rule's `allow` is not reported.
struct RuleDoubts {
    let source: RuleSource
    let trial: RuleTrial
    let outcome: RuleReport
    private let sink: DiagnosticSink

    init(_ trial: RuleTrial, _ report: RuleReport, sink: DiagnosticSink) {
        source = trial.source
        self.trial = trial
        outcome = report
        self.sink = sink
    }

    func report(isCurated: Bool) {
        guard !source.rule.retired else { return }
        TextDoubts(sink: sink, allowed: source.allowed).report(source)
        if isCurated { reportSources() }
        guard trial.compiled != nil else { return }
        for condition in conditions {
            reportConstants(condition)
            reportRepetition(condition)
            reportVariables(condition)
            reportNesting(condition)
            reportGuards(condition)
            reportHints(condition)
        }
        reportCost()
        reportTests()
        reportKindsOfTests()
        reportSchemas()
        reportCoverage()
    }

    /// An expression of the rule, and where it stands.
    struct Condition {
        let name: String
        let outline: Outline
        let node: YAMLNode
    }

    var conditions: [Condition] {
        [("when", source.rule.when, source.whenNode), ("check", source.rule.check, source.checkNode)].compactMap {
            name,
            text,
            node in
            guard let text, let node, let outline = try? Outline(parsing: text) else { return nil }
            return Condition(name: name, outline: outline, node: node)
        }
    }

    // MARK: Reporting

    func warn(_ doubt: Doubt, _ message: String, at node: YAMLNode, hint: String? = nil) {
        append(doubt, node.diagnostic(.warning, message, hint: hint))
    }

    /// About a part of an expression; the caret goes as far as its line.
    func warn(_ doubt: Doubt, _ message: String, at part: Outline, in condition: Condition, hint: String? = nil) {
        append(doubt, diagnostic(.warning, message, at: part, in: condition, hint))
    }

    func warn(_ doubt: Doubt, _ message: String, atByte offset: Int, in condition: Condition) {
        append(doubt, condition.node.diagnostic(.warning, message, atByte: offset))
    }

    func inform(_ doubt: Doubt, _ message: String, at place: SourcePosition, length: Int, hint: String? = nil) {
        append(
            doubt,
            Diagnostic(.info, message, in: source.node.source, at: place, length: length, hint: hint)
        )
    }

    private func diagnostic(
        _ severity: Diagnostic.Severity,
        _ message: String,
        at part: Outline,
        in condition: Condition,
        _ hint: String?
    ) -> Diagnostic {
        condition.node.diagnostic(
            severity,
            message,
            atByte: part.range.lowerBound,
            length: part.firstLine.unicodeScalars.count,
            hint: hint
        )
    }

    private func append(_ doubt: Doubt, _ diagnostic: Diagnostic) {
        guard !source.allowed.contains(doubt) else { return }
        var diagnostic = diagnostic
        diagnostic.code = doubt.rawValue
        sink.append(diagnostic)
    }
}

extension Outline {
    var firstLine: Substring { text.prefix { !$0.isNewline } }
}
