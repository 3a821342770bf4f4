import Expressions
import JSON

/// The variables of a policy: the object, the request that brings it, and its namespace.
struct WildObject {
    let object: Value
    let request: Value
    let namespace: Value

    init(_ example: JSONNode, isPodPolicy: Bool) {
        let whole = example["object"]
        object = (isPodPolicy ? whole.flatMap(Self.pod) : whole).map { .json($0) } ?? .null
        let name = whole?["metadata"]?["name"]?.string
        var operation = "CREATE"
        for policy in WildPolicy.list(example["values"]?["policies"]) {
            for resource in WildPolicy.list(policy["resources"]) where resource["name"]?.string == name {
                operation = resource["values"]?["request.operation"]?.string ?? operation
            }
        }
        request = Self.map(["operation": .string(operation)])
        let space = whole?["metadata"]?["namespace"]?.string ?? "default"
        let known = WildPolicy.list(example["values"]?["namespaces"]).first {
            $0["metadata"]?["name"]?.string == space
        }
        namespace = known.map { .json($0) } ?? Self.map(["metadata": Self.map(["name": .string(space)])])
    }

    /// The pod that a Deployment, a CronJob and the like makes.
    ///
    /// Kyverno rewrites a pod's policy for them ("auto-gen rules"); looking at the template comes to the same.
    private static func pod(_ object: JSONNode) -> JSONNode? {
        let spec = object["spec"]
        guard let template = spec?["template"] ?? spec?["jobTemplate"]?["spec"]?["template"] else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("apiVersion", object["apiVersion"])
        writer.member("kind", object["kind"])
        writer.member("metadata", template["metadata"])
        writer.member("spec", template["spec"])
        writer.endObject()
        return try? JSONDocument(writer.bytes).root
    }

    private static func map(_ entries: [String: Value]) -> Value {
        var map = ValueMap()
        for (key, value) in entries { _ = map.insert(.string(key), value) }
        return .map(map)
    }
}
