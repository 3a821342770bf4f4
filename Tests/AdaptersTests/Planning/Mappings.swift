import JSON
import Messages
import Testing

@testable import Adapters

/// Mappings for tests, written as an author does.
enum Mappings {
    /// A file with these mappings.
    static func file(_ mappings: String, source: String = "terraform") -> [UInt8] {
        let indented = mappings.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        let head =
            "apiVersion: settei/v1\nkind: ResourceMappings\nmetadata: { id: test, source: \(source) }\nmappings:\n"
        return Array((head + indented.joined(separator: "\n")).utf8)
    }

    static func set(_ mappings: String, source: String = "terraform") -> MappingSet {
        MappingSet(files: [("test.yaml", file(mappings, source: source))])
    }

    /// One mapping of `t` with this `config`.
    static func config(_ config: String, more: String = "") -> MappingSet {
        let indented = config.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return set("- from: t\n  to: { provider: aws, service: s, resourceType: T }\n\(more)  config:\n\(indented)")
    }

    /// A resource with these values, of which `unknown` are not known; such places hold null.
    static func resource(
        _ values: String,
        type: String = "t",
        name: String = "n",
        unknown: [String] = [],
        action: ChangeAction = .create
    ) throws -> PlannedResource {
        let gaps = JSONGaps(unknown: unknown.compactMap { JSONPath($0) })
        let document = try JSONDocument(Array(values.utf8), gaps: gaps)
        return PlannedResource(
            address: "\(type).\(name)",
            type: type,
            name: name,
            values: document.root,
            action: action
        )
    }
}

extension MappedResource {
    /// The settings as compact JSON, with `?` for what is not known and `…` at the end of an open object.
    var shown: String { Self.shown(configuration.root) }

    private static func shown(_ node: JSONNode) -> String {
        switch node.kind {
        case .null: node.isUnknown ? "?" : "null"
        case .array: "[\(node.elements.map(shown).joined(separator: ","))]"
        case .object:
            "{\((node.members.map { "\($0.key.string):\(shown($0.value))" } + (node.isOpen ? ["…"] : [])).joined(separator: ","))}"
        default: node.string ?? node.description
        }
    }
}
