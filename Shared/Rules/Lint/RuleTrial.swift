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
    /// What is declared of the settings of the types that the rule applies to.
    let schemas: [StaticType]

    /// Mistakes in expressions go to `sink`.
    init(_ source: RuleSource, schemas: [String: StaticType], sink: DiagnosticSink) {
        self.source = source
        self.schemas = source.rule.applies.resourceTypes.compactMap { schemas[$0] }
        let condition = Self.compile(source.rule.when, source.whenNode, sink)
        let check = Self.compile(source.rule.check, source.checkNode, sink)
        for type in source.rule.applies.resourceTypes {
            if let schema = schemas[type] { Self.check(source, against: schema, of: type, sink) }
        }
        // What could not be read was reported; without it the tests would say nothing of the rule that is meant.
        let isWhole = [("when", source.whenNode), ("check", source.checkNode)].allSatisfy { key, node in
            node != nil || source.node[key] == nil
        }
        guard isWhole, condition.isUsable, check.isUsable else {
            (compiled, tests) = (nil, [])
            return
        }
        let rule = CompiledRule(rule: source.rule.published, when: condition.program, check: check.program)
        compiled = rule
        tests = zip(source.rule.tests, source.testNodes).map { Self.run($0, of: rule, $1) }
    }

    /// Reports what the schema of one resource type rules out; without it anything fits.
    private static func check(
        _ source: RuleSource,
        against schema: StaticType,
        of type: String,
        _ sink: DiagnosticSink
    ) {
        for (text, place) in [(source.rule.when, source.whenNode), (source.rule.check, source.checkNode)] {
            guard let text, let place else { continue }
            do throws(ExpressionErrors) {
                _ = try RuleEnvironment.compileForAuthor(text, settings: schema)
            } catch {
                let told = mistakes(in: text)
                for issue in error.issues where !told.contains(issue.offset) {
                    let hint = "so says the schema of \(type)"
                    sink.append(place.diagnostic(.error, issue.message, atByte: issue.offset, hint: hint))
                }
            }
        }
    }

    /// Where an expression is wrong whatever settings look like.
    private static func mistakes(in text: String) -> Set<Int> {
        do throws(ExpressionErrors) {
            _ = try RuleEnvironment.compileForAuthor(text)
            return []
        } catch {
            return Set(error.issues.map(\.offset))
        }
    }

    /// Reports what is wrong in an expression of which nothing else is asked.
    static func reportMistakes(in expression: YAMLNode?, _ sink: DiagnosticSink) {
        _ = compile(expression?.string, expression, sink)
    }

    private static func compile(_ text: String?, _ place: YAMLNode?, _ sink: DiagnosticSink)
        -> (program: Program?, isUsable: Bool)
    {
        guard let text, let place else { return (nil, true) }
        do throws(ExpressionErrors) {
            return (try RuleEnvironment.compileForAuthor(text), true)
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
