import JSON
import Messages
import Testing

@testable import Adapters

/// What Google's inventories and logs send.
extension FeedTests {
    private static let bucket = "//storage.googleapis.com/b"
    private static let asset =
        #"{"name":"\#(bucket)","assetType":"storage.googleapis.com/Bucket","ancestors":["projects/7"]"#

    static let google: [FeedCase] = [
        FeedCase(
            "settings and the access policy of one bucket are two resources",
            .googleAsset,
            #"{"assets":[\#(asset),"resource":{"data":{}}},\#(asset),"iamPolicy":{"bindings":[]}}]}"#,
            [
                "snapshot storage.googleapis.com/Bucket \(bucket) of 7",
                "snapshot storage.googleapis.com/Bucket \(bucket)#iam-policy of 7",
            ]
        ),
        FeedCase(
            "a feed's message with the asset before",
            .googleAsset,
            #"{"asset":\#(asset),"resource":{"data":{}}},"priorAsset":\#(asset)},"priorAssetState":"PRESENT","window":{"startTime":"2026-01-02T03:04:05Z"}}"#,
            ["update storage.googleapis.com/Bucket \(bucket) of 7 with the settings before"]
        ),
        FeedCase(
            "a feed's message of a deletion",
            .googleAsset,
            #"{"asset":\#(asset)},"deleted":true,"window":{"startTime":"2026-01-02T03:04:05Z"}}"#,
            ["delete storage.googleapis.com/Bucket \(bucket) of 7"]
        ),
        FeedCase(
            "an export, with underscores",
            .googleAsset,
            #"{"name":"//compute.googleapis.com/projects/p/zones/z/disks/d","asset_type":"compute.googleapis.com/Disk","resource":{"data":{}}}"#,
            ["update compute.googleapis.com/Disk //compute.googleapis.com/projects/p/zones/z/disks/d of p"]
        ),
        FeedCase(
            "an asset without a type",
            .googleAsset,
            #"{"assets":[\#(asset)},{"name":"x"}]}"#,
            ["snapshot storage.googleapis.com/Bucket \(bucket) of 7"],
            errors: ["[1]: an asset without assetType"]
        ),
        FeedCase(
            "an access policy that was set, with its bindings",
            .googleAudit,
            audit(
                "pubsub.googleapis.com",
                "google.iam.v1.IAMPolicy.SetIamPolicy",
                "projects/p/topics/t",
                #","response":{"bindings":[]}"#
            ),
            [
                "update pubsub.googleapis.com/Topic //pubsub.googleapis.com/projects/p/topics/t#iam-policy of p by ann@example.com (user)"
            ]
        ),
        FeedCase(
            "a database that is named in the request",
            .googleAudit,
            audit(
                "cloudsql.googleapis.com",
                "cloudsql.instances.create",
                "projects/p",
                #","request":{"body":{"name":"i"}}"#
            ),
            [
                "create sqladmin.googleapis.com/Instance //sqladmin.googleapis.com/projects/p/instances/i of p by ann@example.com (user) without settings"
            ]
        ),
        FeedCase(
            "reading, and failing",
            .googleAudit,
            """
            {"entries":[\(audit("compute.googleapis.com", "v1.compute.firewalls.list", "projects/p/global/firewalls", "")),\
            \(audit("compute.googleapis.com", "v1.compute.firewalls.delete", "projects/p/global/firewalls/f", #","status":{"code":7}"#))]}
            """,
            ignored: [
                "compute.googleapis.com v1.compute.firewalls.list: it only read",
                "compute.googleapis.com v1.compute.firewalls.delete: it failed (code 7)",
            ]
        ),
        FeedCase(
            "a finding of Security Command Center is no setting",
            .googleAudit,
            #"{"finding":{"name":"n","category":"OPEN_SSH_PORT"}}"#,
            ignored: ["finding OPEN_SSH_PORT"]
        ),
    ]

    private static func audit(_ service: String, _ method: String, _ name: String, _ more: String) -> String {
        """
        {"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","serviceName":"\(service)","methodName":"\(method)",\
        "resourceName":"\(name)","authenticationInfo":{"principalEmail":"ann@example.com"}\(more)},"insertId":"i",\
        "timestamp":"2026-01-02T03:04:05Z","resource":{"labels":{"project_id":"p"}}}
        """
    }
}
