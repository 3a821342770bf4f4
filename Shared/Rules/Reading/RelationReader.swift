import Diagnostics
import Expressions
import YAML

/// Reads the neighbours that a rule looks at.
struct RelationReader {
    let sink: DiagnosticSink

    func read(_ node: YAMLNode?) -> [Rule.Relation] {
        guard let node else { return [] }
        guard let members = node.members else {
            let hint = "such as: relations: { keys: { resourceType: \"AWS::KMS::Key\", names: config.keyId } }"
            sink.append(node.diagnostic(.error, "expected relations by name, found \(node.summary)", hint: hint))
            return []
        }
        return members.compactMap { relation(named: $0.key, $0.value) }
    }

    private func relation(named key: YAMLNode, _ node: YAMLNode) -> Rule.Relation? {
        let reader = node.reader(into: sink)
        let type = reader.string("resourceType")
        let names = expression(reader.optionalNode("names"))
        let namedBy = expression(reader.optionalNode("namedBy"))
        reader.finish()
        guard let name = key.string, name.wholeMatch(of: #/[a-zA-Z][a-zA-Z0-9_]*/#) != nil else {
            sink.append(key.diagnostic(.error, "a relation's name is a word, as in related.keys"))
            return nil
        }
        guard node.members != nil else { return nil }
        switch (names, namedBy) {
        case (let names?, nil):
            return type.map { Rule.Relation(name: name, resourceType: $0, direction: .names, expression: names) }
        case (nil, let namedBy?):
            return type.map { Rule.Relation(name: name, resourceType: $0, direction: .namedBy, expression: namedBy) }
        default:
            let words = "a relation says either which neighbours this resource names, or how neighbours name it"
            sink.append(node.diagnostic(.error, words, hint: "write one of names and namedBy, a CEL expression"))
            return nil
        }
    }

    /// An expression that compiles.
    private func expression(_ node: YAMLNode?) -> String? {
        guard let node else { return nil }
        guard let text = node.string else {
            sink.append(node.diagnostic(.error, "expected a CEL expression, found \(node.summary)"))
            return nil
        }
        do throws(ExpressionErrors) {
            _ = try RuleEnvironment.compile(text)
        } catch {
            for issue in error.issues { sink.append(node.diagnostic(.error, issue.message, atByte: issue.offset)) }
        }
        return text
    }
}
