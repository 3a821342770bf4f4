import Adapters
import JSON

/// The resources of one template, as fixtures have them: without the rest of the template.
struct CloudFormationFile {
    /// One resource as it is written.
    struct Entry {
        let address: String
        let type: String
        let properties: JSONNode?
    }

    private let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    /// The resources for the mapper, as the adapter reads them.
    var planned: [PlannedResource] {
        let addresses = Set(entries.map(\.address))
        var known: Set<String> = []
        let template = JSONDocument.made { writer in
            writer.beginObject()
            writer.key("Resources")
            writer.beginObject()
            for entry in entries where known.insert(entry.address).inserted {
                writer.key(entry.address)
                writer.beginObject()
                writer.member("Type", entry.type)
                writer.member("Properties", entry.properties)
                writer.endObject()
            }
            for name in referred.subtracting(addresses).sorted() {
                writer.key(name)
                writer.raw(#"{"Type": "Elsewhere::Of::Template"}"#)
            }
            writer.endObject()
            writer.endObject()
        }
        let resources = template.map { CloudFormationAdapter.resources(in: $0) } ?? []
        return resources.filter { addresses.contains($0.address) }
    }

    /// The logical ids that properties name and that stand in parts of the template which the fixture leaves out.
    private var referred: Set<String> {
        var names: Set<String> = []
        for properties in entries.compactMap(\.properties) { collect(properties, under: "", into: &names) }
        return names
    }

    private func collect(_ node: JSONNode, under name: String, into names: inout Set<String>) {
        if let target = node["Ref"]?.string, node.count == 1, Self.isIdentity(name), !target.contains(":") {
            names.insert(target)
        }
        if let attribute = node["Fn::GetAtt"], node.count == 1 {
            let target = attribute.string.map { String($0.prefix { $0 != "." }) } ?? attribute[0]?.string
            if let target { names.insert(target) }
        }
        for element in node.elements { collect(element, under: name, into: &names) }
        for (key, value) in node.members { collect(value, under: key.string, into: &names) }
    }

    /// Whether what stands under a name can only say which resource is meant, and no parameter with a setting.
    private static func isIdentity(_ name: String) -> Bool {
        let ends = [
            "Id", "Ids", "Arn", "ARN", "Arns", "ARNs", "Name", "Names", "Key", "Bucket", "Role", "Topic", "Alias",
        ]
        return ends.contains { name.hasSuffix($0) }
    }
}
