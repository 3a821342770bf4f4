import JSON

/// Objects of Kubernetes are native as they are.
enum KubernetesShape {
    static func resources(in object: JSONNode) -> [NativeResource] {
        if object["kind"]?.string == "List", let items = object["items"] {
            return items.elements.flatMap { resources(in: $0) }
        }
        guard let type = type(of: object), let object = JSONDocument.made({ object.writeWithoutNulls(to: &$0) }) else {
            return []
        }
        let metadata = object["metadata"]
        let name = metadata?["name"]?.string
        let namespaced = metadata?["namespace"]?.string.flatMap { space in name.map { "\(space)/\($0)" } }
        return [
            NativeResource(
                provider: "kubernetes",
                resourceType: type,
                names: [name, namespaced].compactMap(\.self),
                configuration: object
            )
        ]
    }

    /// `apps/v1` and `Deployment` make `apps/Deployment`; the core has no group.
    static func type(of object: JSONNode) -> String? {
        guard let kind = object["kind"]?.string else { return nil }
        let version = object["apiVersion"]?.string ?? "v1"
        guard let slash = version.firstIndex(of: "/") else { return kind }
        return "\(version[..<slash])/\(kind)"
    }
}
