public import JSON
import Messages

/// Turns resources of Azure Resource Manager into `config.changed`: single ones, lists, and the answers of Resource Graph.
///
/// Sources: Azure REST API, "Resources - Get By Id"; Azure Resource Graph, "Resources - Resources" (`data`).
public struct AzureResourceAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.azureResource

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// A resource with an id of Azure and a type, or a list of such.
    public func recognises(_ root: JSONNode) -> Bool {
        if let list = root.list(in: "data", "value") { return list[0].map(recognises) ?? false }
        guard let id = root.text("id", "Id", "ResourceId"), id.first == "/" else { return false }
        return root.text("type", "Type", "ResourceType")?.contains("/") == true
    }

    /// Reads resources; several together are a snapshot, in which they can be related.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        let list = root.list(in: "data", "value") ?? (root.kind == .array ? root : nil)
        reading.isSnapshot = list != nil
        let elements = list.map { Array($0.elements) } ?? [root]
        for (position, element) in elements.enumerated() {
            do throws(AdapterError) {
                reading.changes.append(try change(element, isSnapshot: list != nil))
            } catch {
                let place = list == nil ? "" : "[\(position)]"
                reading.errors.append(AdapterError(error.reason, at: place, of: Self.format))
            }
        }
        return reading
    }

    private func change(_ node: JSONNode, isSnapshot: Bool) throws(AdapterError) -> AdaptedChange {
        guard node.kind == .object else { throw AdapterError(.unrecognised(found: node.outline), of: Self.format) }
        guard let text = node.text("id", "Id", "ResourceId") else {
            throw AdapterError(.missing(["id"]), of: Self.format)
        }
        guard let id = AzureResourceID(text) else {
            throw AdapterError(.malformed("\"\(text.prefix(100))\" is no id of a resource"), at: "id", of: Self.format)
        }
        let hasSettings = node.members.contains {
            $0.key.string.lowercased() == "properties" && $0.value.kind == .object
        }
        // Judged as it stands, everything would be absent, whatever it is set to.
        guard hasSettings || !Self.isFlattened(node) else {
            let words = "settings stand beside \"properties\", not in it, as the Azure CLI prints them; "
            throw AdapterError(.malformed(words + "take them from Resource Graph or `az rest`"), of: Self.format)
        }
        let time = (node.text("changedTime") ?? node.member("systemData")?.text("lastModifiedAt")).flatMap {
            Timestamp($0)
        }
        let resource = id.resource(
            type: node.text("type", "Type", "ResourceType"),
            region: node.text("location", "Location")
        )
        let settings = AzureSettings.bytes(of: node, type: resource.type)
        let action: ChangeAction = isSnapshot ? .snapshot : .update
        let observed = time ?? AdaptedChange.undated
        return AdaptedChange(
            id: ChangeIdentity.id(of: resource, at: observed, action: action, configuration: settings),
            change: ConfigChanged(
                resource: resource,
                service: AzureResourceID.service(of: resource.type),
                configuration: RawJSON(trusted: settings),
                observedAt: observed,
                change: Change(action: action, source: Self.format.rawValue)
            ),
            isSummary: !hasSettings,
            names: node.text("name", "Name").map { [$0] } ?? []
        )
    }

    /// Whether there are true or false settings among the outermost members, where ARM has none.
    private static func isFlattened(_ node: JSONNode) -> Bool { node.members.contains { $0.value.bool != nil } }
}

/// Writes a resource with its outermost members as Azure Resource Manager spells them.
///
/// PowerShell and the modules built on it export `Properties` and `ResourceType`; rules know `properties` and `type`.
enum AzureSettings {
    static func bytes(of node: JSONNode, type: String) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: node.range.count)
        write(node, type: type, to: &writer)
        return writer.bytes
    }

    private static func write(_ node: JSONNode, type: String?, to writer: inout JSONWriter) {
        guard node.kind == .object else { return node.write(to: &writer) }
        writer.beginObject()
        var written: Set<String> = []
        for (key, value) in node.members {
            let name = name(of: key.string)
            guard written.insert(name).inserted else { continue }
            writer.key(name)
            if name == "resources", value.kind == .array {
                writer.beginArray()
                for child in value.elements { write(child, type: nil, to: &writer) }
                writer.endArray()
            } else if records.contains(name), value.kind == .object {
                writer.beginObject()
                for (key, value) in value.members { writer.member(self.name(of: key.string), value) }
                writer.endObject()
            } else {
                value.write(to: &writer)
            }
        }
        if let type, !written.contains("type") { writer.member("type", type) }
        writer.endObject()
    }

    /// What else PowerShell spells in its own way: `Sku.Name`, `Identity.Type`.
    private static let records: Set = ["sku", "identity", "plan"]

    private static func name(of key: String) -> String {
        switch key {
        case "ResourceType": "type"
        case "ResourceId": "id"
        default: key.prefix(1).lowercased() + key.dropFirst()
        }
    }
}
