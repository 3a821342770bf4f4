import Messages

/// An id of Azure Resource Manager: `/subscriptions/…/resourceGroups/…/providers/Microsoft.Sql/servers/a/firewallRules/b`.
///
/// Source: Azure Resource Manager, "Resource ID" in the template functions reference.
struct AzureResourceID {
    let text: String
    let subscription: String?
    /// The full type, such as `Microsoft.Sql/servers/firewallRules`; a subscription or resource group has its own.
    let type: String

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard text.hasPrefix("/"), parts.count >= 2 else { return nil }
        self.text = text
        let isSubscription = parts[0].lowercased() == "subscriptions"
        subscription = isSubscription ? parts[1] : nil
        if let provider = parts.lastIndex(where: { $0.lowercased() == "providers" }), provider + 2 < parts.count {
            let rest = parts[(provider + 2)...]
            let types = rest.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            type = ([parts[provider + 1]] + types).joined(separator: "/")
        } else if isSubscription, parts.count == 2 {
            type = "Microsoft.Resources/subscriptions"
        } else if isSubscription, parts.count == 4, parts[2].lowercased() == "resourcegroups" {
            type = "Microsoft.Resources/resourceGroups"
        } else {
            return nil
        }
    }

    /// The resource, which Azure names without a region.
    func resource(type known: String? = nil, region: String? = nil) -> Resource {
        Resource(
            provider: "azure",
            account: subscription ?? "unknown",
            region: region ?? "global",
            type: known ?? type,
            id: text
        )
    }

    /// `sql` of `Microsoft.Sql/servers`.
    static func service(of type: String) -> String? {
        type.split(separator: "/").first?.split(separator: ".").last.map { $0.lowercased() }
    }
}
