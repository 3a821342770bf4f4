import JSON
import Messages

/// One object of Kubernetes: what it is and what it is called.
///
/// Source: Kubernetes API Concepts, "Resource URIs"; a type is `group/Kind` without a version, because one object is served in several.
struct KubernetesObject {
    let node: JSONNode
    let type: String
    let namespace: String?
    let name: String

    init(_ node: JSONNode) throws(AdapterError) {
        guard node.kind == .object else { throw AdapterError(.unrecognised(found: node.outline), of: .kubernetes) }
        let metadata = node.member("metadata")
        let name = metadata?.text("name", "generateName")
        var missing: [String] = []
        if node.text("apiVersion") == nil { missing.append("apiVersion") }
        if node.text("kind") == nil { missing.append("kind") }
        if name == nil { missing.append("metadata.name") }
        guard let version = node.text("apiVersion"), let kind = node.text("kind"), let name else {
            throw AdapterError(.missing(missing), of: .kubernetes)
        }
        self.node = node
        self.name = name
        namespace = metadata?.text("namespace")
        type = Self.type(version: version, kind: kind)
    }

    /// `apps/Deployment` of `apps/v1` and `Deployment`; the core group has no name.
    static func type(version: String, kind: String) -> String {
        guard let slash = version.firstIndex(of: "/") else { return kind }
        return "\(version[..<slash])/\(kind)"
    }

    /// The resource in a cluster; which one it is only the audit log's or webhook's receiver knows.
    var resource: Resource {
        Resource(
            provider: "kubernetes",
            account: "unknown",
            region: "global",
            type: type,
            id: namespace.map { "\($0)/\(name)" } ?? name
        )
    }

    /// What other objects of the same namespace, or of all, call it.
    var names: [String] { [name, namespace.map { "\($0)/\(name)" }].compactMap(\.self) }

    /// The cluster's counter of states.
    var version: Int64? { node.member("metadata")?.text("resourceVersion").flatMap { Int64($0) } }

    /// The object without members that are null: the API server drops them too, and authors write `args:` with nothing behind it.
    var settings: [UInt8] {
        var writer = JSONWriter(reservingCapacity: node.range.count)
        Self.write(node, to: &writer)
        return writer.bytes
    }

    private static func write(_ node: JSONNode, to writer: inout JSONWriter) {
        switch node.kind {
        case .object:
            writer.beginObject()
            for (key, value) in node.members where !value.isNull {
                key.withUTF8 { writer.key(utf8: $0) }
                write(value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in node.elements { write(element, to: &writer) }
            writer.endArray()
        default: node.write(to: &writer)
        }
    }

    /// Whether a list holds objects: `List`, and the answers of the API such as `PodList`.
    static func items(of node: JSONNode) -> JSONNode? {
        guard node.text("kind")?.hasSuffix("List") == true, let items = node.member("items"), items.kind == .array
        else {
            return nil
        }
        return items
    }
}
