import JSON
import Messages
import Testing

@testable import Adapters

/// What Azure's inventories and logs send.
extension FeedTests {
    private static let vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"

    static let azure: [FeedCase] = [
        FeedCase(
            "a resource",
            .azureResource,
            #"{"id":"\#(vault)","name":"v","type":"Microsoft.KeyVault/vaults","location":"japaneast","properties":{}}"#,
            ["update Microsoft.KeyVault/vaults \(vault) of s"]
        ),
        FeedCase(
            "an answer of Resource Graph, and a resource without an id in it",
            .azureResource,
            #"{"data":[{"id":"\#(vault)","type":"microsoft.keyvault/vaults","properties":{}},{"name":"x"}]}"#,
            ["snapshot microsoft.keyvault/vaults \(vault) of s"],
            errors: ["[1]: a resource without id"]
        ),
        FeedCase(
            "an exported resource, spelled as PowerShell does",
            .azureResource,
            #"{"ResourceId":"\#(vault)","Name":"v","ResourceType":"Microsoft.KeyVault/vaults","Properties":{"a":1}}"#,
            ["update Microsoft.KeyVault/vaults \(vault) of s"]
        ),
        FeedCase(
            "a resource that is only listed",
            .azureResource,
            #"[{"id":"\#(vault)","type":"Microsoft.KeyVault/vaults","properties":null}]"#,
            ["snapshot Microsoft.KeyVault/vaults \(vault) of s without settings"]
        ),
        FeedCase(
            "a resource as the Azure CLI flattens it",
            .azureResource,
            #"[{"id":"\#(vault)","type":"Microsoft.KeyVault/vaults","enablePurgeProtection":true}]"#,
            errors: ["as the Azure CLI prints them"]
        ),
        FeedCase(
            "records of the activity log: success, failure, action",
            .azureActivity,
            """
            {"value":[\(activity("Microsoft.KeyVault/vaults/write", "Succeeded")),\
            \(activity("Microsoft.KeyVault/vaults/delete", "Succeeded")),\
            \(activity("Microsoft.KeyVault/vaults/write", "Failed")),\
            \(activity("Microsoft.KeyVault/vaults/deploy/action", "Succeeded"))]}
            """,
            [
                "update Microsoft.KeyVault/vaults \(vault) of s by ann@example.com (user) without settings",
                "delete Microsoft.KeyVault/vaults \(vault) of s by ann@example.com (user) without settings",
            ],
            ignored: [
                "Microsoft.KeyVault/vaults/write: not a success (Failed)",
                "Microsoft.KeyVault/vaults/deploy/action: it changes no settings",
            ]
        ),
        FeedCase(
            "an exported record with the answer in it",
            .azureActivity,
            """
            {"records":[{"time":"2026-01-02T03:04:05Z","resourceId":"\(vault)","operationName":"Microsoft.KeyVault/vaults/write",\
            "resultType":"Success","callerIpAddress":"192.0.2.1","identity":{"claims":{"name":"Ann"}},\
            "properties":{"responseBody":\(quoted(#"{"id":"\#(vault)","properties":{}}"#))}}]}
            """,
            ["update Microsoft.KeyVault/vaults \(vault) of s by Ann (service)"]
        ),
        FeedCase(
            "events of Event Grid",
            .eventGrid,
            """
            [\(event("ResourceWriteSuccess")),\(event("ResourceDeleteSuccess")),\(event("ResourceActionSuccess"))]
            """,
            [
                "update Microsoft.KeyVault/vaults \(vault) of s by ann@example.com (user) without settings",
                "delete Microsoft.KeyVault/vaults \(vault) of s by ann@example.com (user) without settings",
            ],
            ignored: ["event Microsoft.Resources.ResourceActionSuccess"]
        ),
    ]

    private static func activity(_ operation: String, _ status: String) -> String {
        """
        {"operationName":{"value":"\(operation)"},"resourceId":"\(vault)","eventTimestamp":"2026-01-02T03:04:05Z",\
        "status":{"value":"\(status)"},"caller":"ann@example.com","eventDataId":"e"}
        """
    }

    private static func event(_ type: String) -> String {
        """
        {"id":"1","subject":"\(vault)","eventType":"Microsoft.Resources.\(type)","eventTime":"2026-01-02T03:04:05Z",\
        "data":{"claims":{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn":"ann@example.com"}}}
        """
    }
}
