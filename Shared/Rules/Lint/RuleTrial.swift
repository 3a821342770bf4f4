import Diagnostics
import Expressions
import Messages
import YAML

/// Compiles a rule as its file has it and runs its tests.
struct RuleTrial {
    let source: RuleSource
    /// The expressions that compile; nil where one does not.
    let compiled: CompiledRule?
    let tests: [TestReport]

    /// Mistakes in expressions go to `sink`.
    init(_ source: RuleSource, sink: DiagnosticSink) {
        self.source = source
        let condition = Self.compile(source.rule.when, source.whenNode, sink)
        let check = Self.compile(source.rule.check, source.checkNode, sink)
        guard condition.isUsable, check.isUsable else {
            (compiled, tests) = (nil, [])
            return
        }
        let rule = CompiledRule(rule: source.rule.published, when: condition.program, check: check.program)
        compiled = rule
        tests = zip(source.rule.tests, source.testNodes).map { Self.run($0, of: rule, $1) }
    }

    private static func compile(_ text: String?, _ place: YAMLNode?, _ sink: DiagnosticSink)
        -> (program: Program?, isUsable: Bool)
    {
        guard let text, let place else { return (nil, true) }
        do throws(ExpressionErrors) {
            return (try RuleEnvironment.compile(text), true)
        } catch {
            for issue in error.issues { sink.append(place.diagnostic(.error, issue.message, atByte: issue.offset)) }
            return (nil, false)
        }
    }

    private static func run(_ test: RuleTest, of rule: CompiledRule, _ place: YAMLNode) -> TestReport {
        let place = place["expect"] ?? place
        do {
            let input = try EvaluationInput(test: test)
            let found = rule.evaluate(input, budget: PolicySet.Limits().ruleCost)
            return TestReport(
                test: test,
                found: found,
                failure: found.outcome == test.expect ? nil : failure(of: test, found),
                position: place.start
            )
        } catch {
            let failure = "the test \"\(test.name)\" cannot be run: \(error)"
            return TestReport(test: test, found: nil, failure: failure, position: place.start)
        }
    }

    private static func failure(of test: RuleTest, _ found: RuleOutcome) -> String {
        let reason = found.message.map { ": \($0)" } ?? ""
        return "the test \"\(test.name)\" expects \(test.expect.rawValue) and gets \(found.outcome.rawValue)\(reason)"
    }
}
