import JSON
import Messages

/// One asset: settings of a resource, or a policy on it.
struct GoogleAsset {
    private let node: JSONNode
    private let delivery: GoogleAssetDelivery
    private let resource: Resource
    private let name: String
    private let observedAt: Timestamp

    init(_ node: JSONNode, _ delivery: GoogleAssetDelivery) throws(AdapterError) {
        guard node.kind == .object else { throw AdapterError(.unrecognised(found: node.outline), of: .googleAsset) }
        var missing: [String] = []
        if node.text("name") == nil { missing.append("name") }
        if node.text("assetType", "asset_type") == nil { missing.append("assetType") }
        guard let name = node.text("name"), let type = node.text("assetType", "asset_type") else {
            throw AdapterError(.missing(missing), of: .googleAsset)
        }
        let text = node.text("updateTime", "update_time") ?? delivery.time
        if let text, Timestamp(text) == nil { throw AdapterError(.badTime(text), of: .googleAsset) }
        self.node = node
        self.delivery = delivery
        self.name = name
        observedAt = text.flatMap { Timestamp($0) } ?? AdaptedChange.undated
        resource = Resource(
            provider: "gcp",
            account: Self.account(of: node, name),
            region: node.member("resource")?.text("location") ?? "global",
            type: type,
            id: name + Self.suffix(of: node)
        )
    }

    func adapted() -> AdaptedChange {
        let settings = Self.settings(node)
        let action: ChangeAction =
            delivery.isDeleted ? .delete : delivery.isSnapshot ? .snapshot : delivery.isNew ? .create : .update
        let change = ConfigChanged(
            resource: resource,
            service: resource.type.split(separator: ".").first.map(String.init),
            configuration: RawJSON(trusted: settings),
            previousConfiguration: delivery.prior.map { RawJSON(trusted: Self.settings($0)) },
            observedAt: observedAt,
            change: Change(action: action, source: AdapterFormat.googleAsset.rawValue)
        )
        let id = ChangeIdentity.id(of: resource, at: observedAt, action: action, configuration: settings)
        return AdaptedChange(id: id, change: change, names: names)
    }

    /// `//storage.googleapis.com/b` is called `b`, by its link, or by its path in its project.
    private var names: [String] {
        let data = node.member(at: "resource", "data")
        return [name, data?.text("selfLink"), data?.text("name")].compactMap(\.self)
    }

    /// The project, else what the asset stands under.
    private static func account(of node: JSONNode, _ name: String) -> String {
        for text in [name] + (node.member("ancestors")?.elements.compactMap(\.string) ?? []) {
            let parts = text.split(separator: "/")
            if let position = parts.firstIndex(of: "projects"), position + 1 < parts.count, parts[position + 1] != "_" {
                return String(parts[position + 1])
            }
        }
        return node.member("ancestors")?[0]?.string ?? "unknown"
    }

    /// Policies come without the settings and must not be taken for them.
    private static func suffix(of node: JSONNode) -> String {
        if node.member("resource") != nil { return "" }
        if node.member("iamPolicy") != nil || node.member("iam_policy") != nil { return "#iam-policy" }
        if node.member("orgPolicy") != nil || node.member("org_policy") != nil { return "#org-policy" }
        return node.member("accessPolicy") != nil || node.member("access_policy") != nil ? "#access-policy" : ""
    }

    /// The asset with the names that feeds and the API use; exports write them with underscores.
    private static func settings(_ node: JSONNode) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: node.range.count)
        writer.beginObject()
        for (key, value) in node.members {
            writer.key(camelCase[key.string] ?? key.string)
            value.write(to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    private static let camelCase = [
        "asset_type": "assetType", "iam_policy": "iamPolicy", "org_policy": "orgPolicy",
        "access_policy": "accessPolicy", "update_time": "updateTime", "os_inventory": "osInventory",
    ]
}
