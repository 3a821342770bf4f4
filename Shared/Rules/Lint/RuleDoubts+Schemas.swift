import Diagnostics
import Expressions
import YAML

extension RuleDoubts {
    /// Fields of the tests' settings that the schema has not: one of the two is mistyped.
    func reportSchemas() {
        // Of a rule for several types no test says which one it shows.
        guard source.rule.applies.resourceTypes.count == 1, let schema = trial.schemas.first else { return }
        for node in source.testNodes {
            if let config = node["config"] { compare(config, schema) }
        }
    }

    private func compare(_ node: YAMLNode, _ schema: StaticType) {
        switch schema {
        case .wrapper(let type): compare(node, type)
        case .list(let element): for child in node.elements ?? [] { compare(child, element) }
        case .record(let type): compare(node, fieldsOf: type)
        default: break
        }
    }

    private func compare(_ node: YAMLNode, fieldsOf type: RecordType) {
        for member in node.members ?? [] {
            if let known = type.field(member.name)?.type ?? type.others {
                compare(member.value, known)
                continue
            }
            let near = Suggestion.nearest(to: member.name, among: type.fields.map(\.name))
            let message = "the schema has no field '\(member.name)' in \(type.name)"
            warn(.schema, message, at: member.key, hint: near.map { "did you mean '\($0)'?" })
        }
    }
}
