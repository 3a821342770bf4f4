import Diagnostics
import Expressions
import Messages
import YAML

/// Checks what packs mean: names are unique over all of them, expressions compile, the rules' own tests pass.
struct PackLint {
    let sink: DiagnosticSink
    private(set) var testCount = 0
    private var packs: [String: (file: String, place: YAMLNode)] = [:]
    private var rules: [String: (file: String, place: YAMLNode)] = [:]

    init(sink: DiagnosticSink) { self.sink = sink }

    mutating func check(_ source: PackSource) {
        unique(source.pack.id, "pack", source.idNode, source.file, in: &packs)
        for rule in source.rules {
            unique(rule.rule.id, "rule", rule.idNode, source.file, in: &rules)
            check(rule)
        }
        for document in source.pack.documents where document.content.count > PolicyDocument.maximumBytes {
            let message =
                "the pack's \(document.part.rawValue) make \(document.content.count) bytes, "
                + "at most \(PolicyDocument.maximumBytes) can be published"
            sink.append(source.idNode.diagnostic(.error, message, hint: "divide the pack into two files"))
        }
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

    private mutating func check(_ source: RuleSource) {
        let rule = source.rule
        let condition = compile(rule.when, source.whenNode)
        let check = compile(rule.check, source.checkNode)
        guard condition.isUsable, check.isUsable else { return }
        let compiled = CompiledRule(rule: rule.published, when: condition.program, check: check.program)
        for (test, place) in zip(rule.tests, source.testNodes) { run(test, of: compiled, place) }
        guard rule.check != nil, !rule.retired else { return }
        for outcome in [Outcome.pass, .fail] where !rule.tests.contains(where: { $0.expect == outcome }) {
            let message = "the rule \"\(rule.id)\" has no test that expects \(outcome.rawValue)"
            sink.append(source.idNode.diagnostic(.error, message, hint: "show the rule a resource for both outcomes"))
        }
    }

    private func compile(_ text: String?, _ place: YAMLNode?) -> (program: Program?, isUsable: Bool) {
        guard let text, let place else { return (nil, true) }
        do throws(ExpressionErrors) {
            return (try RuleEnvironment.compile(text), true)
        } catch {
            for issue in error.issues { sink.append(place.diagnostic(.error, issue.message, atByte: issue.offset)) }
            return (nil, false)
        }
    }

    private mutating func run(_ test: RuleTest, of rule: CompiledRule, _ place: YAMLNode) {
        testCount += 1
        do {
            let input = try EvaluationInput(test: test)
            let found = rule.evaluate(input, budget: PolicySet.Limits().ruleCost)
            guard found.outcome != test.expect else { return }
            let reason = found.message.map { ": \($0)" } ?? ""
            let message =
                "the test \"\(test.name)\" expects \(test.expect.rawValue) and gets \(found.outcome.rawValue)\(reason)"
            sink.append((place["expect"] ?? place).diagnostic(.error, message))
        } catch {
            sink.append(place.diagnostic(.error, "the test \"\(test.name)\" cannot be run: \(error)"))
        }
    }
}
