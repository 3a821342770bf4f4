import JSON
import Messages
import Testing

@testable import Adapters

/// What one document of a format is turned into, said in a line: action, type, id, account, who, whether the settings are there.
struct FeedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let format: AdapterFormat
    let input: String
    var changes: [String] = []
    var ignored: [String] = []
    var errors: [String] = []
    var testDescription: String { "\(format.rawValue): \(name)" }

    init(
        _ name: String,
        _ format: AdapterFormat,
        _ input: String,
        _ changes: [String] = [],
        ignored: [String] = [],
        errors: [String] = []
    ) {
        self.name = name
        self.format = format
        self.input = input
        self.changes = changes
        self.ignored = ignored
        self.errors = errors
    }

    static func line(_ adapted: AdaptedChange) -> String {
        let change = adapted.change
        let actor =
            change.actor.map { " by \($0.id) (\($0.kind ?? "?")\($0.privileged == true ? ", privileged" : ""))" } ?? ""
        let settings = adapted.isSummary ? " without settings" : ""
        let previous = change.previousConfiguration == nil ? "" : " with the settings before"
        return
            "\(change.change.action.rawValue) \(change.resourceType) \(change.resourceId) of \(change.account)\(actor)\(settings)\(previous)"
    }
}

@Suite("Feeds: what clouds say of changes")
struct FeedTests {
    @Test("each form is recognised and becomes what it says", arguments: trail + azure + google + kubernetes + tenants)
    func form(_ example: FeedCase) throws {
        let root = try JSONDocument(example.input).root
        #expect(AdapterCatalogue().recognise(root) == example.format)
        let reading = try AdapterCatalogue().read(root)
        #expect(reading.changes.map(FeedCase.line) == example.changes)
        #expect(reading.ignored == example.ignored)
        #expect(reading.errors.count == example.errors.count, "\(reading.errors)")
        for (error, words) in zip(reading.errors, example.errors) {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test("reading a document twice is a repeat", arguments: trail + azure + google + kubernetes + tenants)
    func identity(_ example: FeedCase) throws {
        let first = try AdapterCatalogue().read(JSONDocument(example.input).root).changes.map(\.id)
        let second = try AdapterCatalogue().read(JSONDocument(example.input).root).changes.map(\.id)
        #expect(first == second && Set(first).count == first.count)
    }

    @Test("members of Kubernetes objects that are null are not there")
    func nulls() throws {
        let text =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"args":null,"containers":[{"env":null,"x":1}]}}"#
        let change = try AdapterCatalogue().read(JSONDocument(text).root).changes.first?.change
        let spec = try change?.configuration.document().root.member("spec")?.description
        #expect(spec == #"{"containers":[{"x":1}]}"#)
    }

    private static func record(_ service: String, _ name: String, _ more: String) -> String {
        """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/ann","accountId":"1"},\
        "eventTime":"2026-01-02T03:04:05Z","eventSource":"\(service).amazonaws.com","eventName":"\(name)",\
        "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1","eventID":"e-1","recipientAccountId":"1"\(more)}
        """
    }

    private static let ann = "of 1 by arn:aws:iam::1:user/ann (user)"

    static let trail: [FeedCase] = [
        FeedCase(
            "a policy of a bucket is taken away: the bucket changes, and does not end",
            .cloudTrail,
            record("s3", "DeleteBucketPolicy", #","requestParameters":{"bucketName":"b"}"#),
            ["update AWS::S3::Bucket b \(ann) without settings"]
        ),
        FeedCase(
            "a bucket is deleted",
            .cloudTrail,
            record("s3", "DeleteBucket", #","requestParameters":{"bucketName":"b"}"#),
            ["delete AWS::S3::Bucket b \(ann) without settings"]
        ),
        FeedCase(
            "an access key is deleted: the user stays",
            .cloudTrail,
            record("iam", "DeleteAccessKey", #","requestParameters":{"userName":"bob","accessKeyId":"k"}"#),
            ["update AWS::IAM::User bob \(ann) without settings"]
        ),
        FeedCase(
            "several instances are started at once",
            .cloudTrail,
            record(
                "ec2",
                "RunInstances",
                #","requestParameters":{},"responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#
            ),
            [
                "create AWS::EC2::Instance i-1 \(ann) without settings",
                "create AWS::EC2::Instance i-2 \(ann) without settings",
            ]
        ),
        FeedCase(
            "a database's answer holds all of its settings",
            .cloudTrail,
            record(
                "rds",
                "ModifyDBInstance",
                #","requestParameters":{"dBInstanceIdentifier":"d"},"responseElements":{"dBInstanceIdentifier":"d","publiclyAccessible":true}"#
            ),
            ["update AWS::RDS::DBInstance d \(ann)"]
        ),
        FeedCase(
            "an event of EventBridge, by the root user",
            .cloudTrail,
            """
            {"detail-type":"AWS API Call via CloudTrail","source":"aws.kms","detail":\
            \(record("kms", "ScheduleKeyDeletion", #","requestParameters":{"keyId":"k"}"#)
                .replacing(#""type":"IAMUser""#, with: #""type":"Root""#))}
            """,
            ["update AWS::KMS::Key k of 1 by arn:aws:iam::1:user/ann (root, privileged) without settings"]
        ),
        FeedCase(
            "a log file: reading, failing and unknown calls are named",
            .cloudTrail,
            """
            {"Records":[\(record("ec2", "DescribeVolumes", "")),\(record("ec2", "DeleteVolume", #","errorCode":"AccessDenied""#)),\
            \(record("signin", "ConsoleLogin", "")),\(record("lambda", "DeleteFunction20150331", #","requestParameters":{"functionName":"f"}"#))]}
            """,
            ["delete AWS::Lambda::Function f \(ann) without settings"],
            ignored: [
                "ec2 DescribeVolumes: it only read", "ec2 DeleteVolume: it failed (AccessDenied)",
                "signin ConsoleLogin: no resource type with settings is known for it",
            ]
        ),
        FeedCase(
            "other events of EventBridge are named",
            .cloudTrail,
            #"{"detail-type":"GuardDuty Finding","source":"aws.guardduty","detail":{}}"#,
            ignored: ["event GuardDuty Finding"]
        ),
        FeedCase(
            "a time that is none",
            .cloudTrail,
            record("s3", "DeleteBucket", "").replacing("2026-01-02T03:04:05Z", with: "yesterday"),
            errors: ["eventTime: not a time: \"yesterday\""]
        ),
    ]

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

    private static let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":{}}"#

    static let kubernetes: [FeedCase] = [
        FeedCase("an object", .kubernetes, pod, ["update Pod n/p of unknown"]),
        FeedCase(
            "a group, without its version",
            .kubernetes,
            #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"}}"#,
            ["update apps/Deployment d of unknown"]
        ),
        FeedCase(
            "a list, with an object that has no name",
            .kubernetes,
            #"{"apiVersion":"v1","kind":"List","items":[\#(pod),{"apiVersion":"v1","kind":"Pod","metadata":{}}]}"#,
            ["snapshot Pod n/p of unknown"],
            errors: ["[1]: an object without metadata.name"]
        ),
        FeedCase(
            "a review of a new object, whose namespace the request says",
            .admissionReview,
            """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","namespace":"n",\
            "userInfo":{"username":"ann"},"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}},"oldObject":null}}
            """,
            ["create Pod n/p of unknown by ann (user)"]
        ),
        FeedCase(
            "a review of a change, and of a connection",
            .admissionReview,
            #"{"kind":"AdmissionReview","request":{"operation":"UPDATE","object":\#(pod),"oldObject":\#(pod)}}"#,
            ["update Pod n/p of unknown with the settings before"]
        ),
        FeedCase(
            "events of the audit log",
            .kubernetesAudit,
            """
            {"apiVersion":"audit.k8s.io/v1","kind":"EventList","items":[\(audit("create", #","responseObject":\#(pod)"#)),\
            \(audit("delete", "")),\(audit("get", "")),\(audit("patch", #","requestObject":{"spec":{}}"#))]}
            """,
            [
                "create Pod n/p of unknown by ann (user)", "delete Pod n/p of unknown by ann (user) without settings",
                "update Pod n/p of unknown by ann (user) without settings",
            ],
            ignored: ["get pods: it changes no settings"]
        ),
    ]

    private static func audit(_ verb: String, _ more: String) -> String {
        """
        {"apiVersion":"audit.k8s.io/v1","kind":"Event","auditID":"a-\(verb)","stage":"ResponseComplete","verb":"\(verb)",\
        "user":{"username":"ann"},"objectRef":{"resource":"pods","namespace":"n","name":"p"},\
        "requestReceivedTimestamp":"2026-01-02T03:04:05.000000Z"\(more)}
        """
    }

    static let tenants: [FeedCase] = [
        FeedCase(
            "settings of two products of Microsoft 365",
            .scubaGear,
            #"{"conditional_access_policies":[],"meeting_policies":[],"tenant_details":[{"TenantId":"t"}]}"#,
            ["snapshot M365/EntraID t of t", "snapshot M365/Teams t of t"]
        ),
        FeedCase(
            "settings of Google Workspace",
            .scubaGoggles,
            #"{"tenant_info":{"topLevelOU":"Top"},"chat_logs":{"items":[]}}"#,
            ["snapshot Workspace/Chat Top of Top"]
        ),
    ]
}

@Suite("Documents that are nearly right")
struct MutatedFeedTests {
    /// Whatever is taken out of a document, put in twice or replaced, an adapter answers, and does not crash.
    @Test(
        "every member taken out, made null, a text, a list",
        arguments: FeedTests.trail + FeedTests.azure + FeedTests.google + FeedTests.kubernetes + FeedTests.tenants
    )
    func mutations(_ example: FeedCase) throws {
        let root = try JSONDocument(example.input).root
        var texts: [String] = []
        for (key, _) in root.members {
            for value in ["null", "\"x\"", "[]", "{}", "[{}]", "7", ""] {
                texts.append(Self.text(root, replacing: key.string, by: value))
            }
        }
        for text in texts {
            let document = try JSONDocument(text)
            for format in AdapterCatalogue().formats {
                let reading = try? AdapterCatalogue().read(document.root, as: format)
                for error in reading?.errors ?? [] { #expect(!error.description.isEmpty) }
            }
        }
    }

    private static func text(_ node: JSONNode, replacing name: String, by value: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, member) in node.members where key.string != name || !value.isEmpty {
            writer.key(key.string)
            if key.string == name { writer.raw(Array(value.utf8)[...]) } else { member.write(to: &writer) }
        }
        writer.endObject()
        return writer.text
    }
}
