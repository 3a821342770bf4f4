import JSON

/// Assets of Cloud Asset Inventory; older exports spell the envelope in snake case.
enum GoogleShape {
    static func resources(in asset: JSONNode) -> [NativeResource] {
        guard let type = (asset["assetType"] ?? asset["asset_type"])?.string else { return [] }
        guard let node = JSONDocument.made({ NameStyle.assetEnvelope.write(asset, to: &$0, depth: 1) }) else {
            return []
        }
        let data = node["resource"]?["data"]
        let names = [node["name"], data?["selfLink"], data?["name"], data?["id"]].compactMap { $0?.string }
        return [NativeResource(provider: "gcp", resourceType: type, names: names, configuration: node)]
    }
}
