import JSON

/// Settings of a whole tenant, as ScubaGear and ScubaGoggles write them.
enum TenantShape {
    static func resources(in settings: JSONNode, product: String, platform: Platform?) -> [NativeResource] {
        let isGoogle = platform == .workspace
        let type = isGoogle ? workspace[product.lowercased()] : microsoft[product]
        guard let type else { return [] }
        let resource = NativeResource(
            provider: isGoogle ? "workspace" : "m365",
            resourceType: type,
            names: [],
            configuration: settings
        )
        return [resource]
    }

    private static let microsoft = [
        "AAD": "M365/EntraID", "Defender": "M365/Defender", "SecuritySuite": "M365/Defender",
        "EXO": "M365/ExchangeOnline", "PowerPlatform": "M365/PowerPlatform", "SharePoint": "M365/SharePoint",
        "Teams": "M365/Teams", "PowerBI": "M365/PowerBI",
    ]

    private static let workspace = Dictionary(
        uniqueKeysWithValues: [
            "Commoncontrols", "Gmail", "Drive", "Calendar", "Chat", "Meet", "Groups", "Sites", "Classroom", "Rules",
            "AssuredControls", "Gemini",
        ].map { ($0.lowercased(), "Workspace/\($0)") }
    )
}
