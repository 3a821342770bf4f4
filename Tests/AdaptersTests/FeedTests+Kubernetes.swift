import JSON
import Messages
import Testing

@testable import Adapters

/// What clusters and exports of office services say.
extension FeedTests {
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
