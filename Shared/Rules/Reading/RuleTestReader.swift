import Diagnostics
import Messages
import YAML

/// Reads one of a rule's own tests.
struct RuleTestReader {
    /// The variables that a test may set beside `now`; those of ``EvaluationInput``.
    static let variables = ["config", "previous", "resource", "change", "tenant", "baseline", "defaults", "related"]

    /// What `now` is where a test does not say: rules about ages must not pass or fail by the day of the build.
    static let usualNow = Timestamp(milliseconds: 1_790_000_000_000)

    let sink: DiagnosticSink

    func read(_ node: YAMLNode) -> RuleTest? {
        let reader = node.reader(into: sink)
        let name = reader.string("name")
        var values: [String: String] = [:]
        for variable in Self.variables {
            let value = variable == "config" ? reader.node(variable) : reader.optionalNode(variable)
            if let value { values[variable] = String(decoding: value.json(into: sink), as: UTF8.self) }
        }
        let now = reader.optionalValue("now", expecting: "a time such as 2026-11-20T00:00:00Z") { node in
            node.string.flatMap { Timestamp($0) }
        }
        let expect: Outcome? = reader.choice("expect")
        reader.finish()
        guard let name, let expect, values["config"] != nil else { return nil }
        return RuleTest(name: name, variables: values, now: now ?? Self.usualNow, expect: expect)
    }
}
