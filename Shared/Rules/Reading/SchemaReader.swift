import Diagnostics
import Expressions
import JSON
import YAML

/// Reads a pack's `schemas`: what the settings of a resource type look like, for lint alone.
///
/// The words are those of JSON Schema. Unlike there, an object with `properties` has no other fields unless `additionalProperties`
/// says so, because fields that nobody declared are what is to be found.
struct SchemaReader {
    let sink: DiagnosticSink

    /// The types by the name of the resource type.
    func read(_ node: YAMLNode?) -> [String: StaticType] {
        guard let node else { return [:] }
        guard let members = node.members else {
            let expected = "expected resource types with their schemas, found \(node.summary)"
            sink.append(node.diagnostic(.error, expected))
            return [:]
        }
        var schemas: [String: StaticType] = [:]
        for member in members {
            guard let type = type(of: member.value) else { continue }
            if case .record = type {
                schemas[member.name] = type
            } else {
                let hint = "write type: object, and its properties"
                sink.append(member.value.diagnostic(.error, "the schema of a resource is an object", hint: hint))
            }
        }
        return schemas
    }

    /// The type that a schema means; nil where it has mistakes, each shown where it stands.
    private func type(of node: YAMLNode) -> StaticType? {
        guard let document = try? JSONDocument(node.json(into: sink)) else { return nil }
        do throws(SchemaErrors) {
            return try StaticType(schema: document.root, named: "config", closesObjects: true)
        } catch {
            for issue in error.issues { sink.append(node.descendant(issue.path).diagnostic(.error, issue.message)) }
            return nil
        }
    }
}

extension YAMLNode {
    /// The node that a path in its JSON leads to; as far as it leads.
    fileprivate func descendant(_ path: JSONPath) -> YAMLNode {
        path.steps.reduce(self) { node, step in
            switch step {
            case .key(let name): node[name] ?? node
            case .index(let position):
                node.elements.flatMap { $0.indices.contains(position) ? $0[position] : nil } ?? node
            }
        }
    }
}
