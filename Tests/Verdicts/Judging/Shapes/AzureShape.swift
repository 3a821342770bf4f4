import JSON

/// Resources of Azure Resource Manager: out of templates, and as PowerShell exports them.
struct AzureShape {
    /// Types as rules spell them, by their small letters; Azure itself does not tell cases apart.
    let spellings: [String: String]

    /// The resource and its children, which the cloud has as resources of their own.
    func resources(in resource: JSONNode, type given: String?, parent: Parent? = nil) -> [NativeResource] {
        guard let type = fullType(type(of: resource) ?? given, below: parent),
            let node = JSONDocument.made({ write(resource, type: type, parent: parent, to: &$0) })
        else { return [] }
        let name = node["name"]?.string
        let own = NativeResource(
            provider: "azure",
            resourceType: spellings[type.lowercased()] ?? type,
            names: [node["id"]?.string, name].compactMap(\.self),
            configuration: node
        )
        let children = (node["resources"]?.kind == .array ? node["resources"]?.elements : nil).map(Array.init) ?? []
        let place = Parent(type: type, name: name ?? "")
        return [own] + children.flatMap { resources(in: $0, type: nil, parent: place) }
    }

    /// Where a nested resource stands.
    struct Parent {
        let type: String
        let name: String
    }

    private func type(of resource: JSONNode) -> String? {
        (resource["type"] ?? resource["ResourceType"] ?? resource["Type"])?.string
    }

    /// Children in templates name only their last part.
    private func fullType(_ type: String?, below parent: Parent?) -> String? {
        guard let type, let parent, type.split(separator: "/").first?.contains(".") != true else { return type }
        return "\(parent.type)/\(type)"
    }

    private func write(_ resource: JSONNode, type: String, parent: Parent?, to writer: inout JSONWriter) {
        let name = fullName(of: resource, type: type, parent: parent)
        writer.beginObject()
        writer.member("id", (resource["id"] ?? resource["Id"] ?? resource["ResourceId"])?.string ?? id(type, name))
        writer.member("name", name)
        writer.member("type", type)
        for (key, value) in resource.members where !Self.envelope.contains(key.string) {
            let word = NameStyle.lowerFirst.convert(key.string)
            writer.key(word)
            if Self.records.contains(word) {
                NameStyle.lowerFirst.write(value, to: &writer, depth: 1)
            } else {
                value.write(to: &writer)
            }
        }
        writer.endObject()
    }

    /// A template names a child by itself where it is nested, and with its owners' names where it is not.
    private func fullName(of resource: JSONNode, type: String, parent: Parent?) -> String? {
        let name = (resource["name"] ?? resource["Name"] ?? resource["ResourceName"])?.string
        guard let name, let parent, resource["ResourceId"] == nil, resource["Id"] == nil, resource["id"] == nil else {
            return name
        }
        return name.contains("/") ? name : "\(parent.name)/\(name)"
    }

    /// What the cloud would call it in some subscription.
    private func id(_ type: String, _ name: String?) -> String? {
        guard let name else { return nil }
        let types = type.split(separator: "/").map(String.init)
        let names = name.split(separator: "/").map(String.init)
        guard types.count >= 2, names.count == types.count - 1 else { return nil }
        let pairs = zip(types.dropFirst(), names).map { "\($0)/\($1)" }.joined(separator: "/")
        let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/template"
        return "\(group)/providers/\(types[0])/\(pairs)"
    }

    private static let envelope: Set = [
        "id", "Id", "ResourceId", "name", "Name", "ResourceName", "type", "Type", "ResourceType",
    ]
    private static let records: Set = ["sku", "identity", "plan"]
}
