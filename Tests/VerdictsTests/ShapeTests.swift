import Foundation
import JSON
import Testing

@testable import Judging

@Suite("Cases become what their cloud would send")
struct ShapeTests {
    struct Example: CustomTestStringConvertible {
        let name: String
        let format: String
        var cloud = "aws"
        var type = ""
        let resource: String
        /// `provider type`, one for each resource that the verdict is about.
        let types: [String]
        /// Parts of the first one's settings.
        var contains: [String] = []
        var extra = ""

        var testDescription: String { name }

        func situation() throws -> Situation {
            let line = """
                {"case": "x/1", "check_id": "c", "expected": "fail", "label": "explicit", "format": "\(format)", \
                "cloud": "\(cloud)", "resource_type": "\(type)", "resource_name": "r"\(extra), "resource_json": \(resource)}
                """
            let folder = try Fixture.folder([("cases.jsonl", line)])
            let item = try #require(folder.cases.first)
            return SituationMaker(types: ["azure": ["Microsoft.Web/sites"]]).situation(of: item, in: folder)
        }
    }

    static let examples = [
        Example(
            name: "a Kubernetes object with a group",
            format: "k8s-object",
            cloud: "k8s",
            resource: #"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d", "namespace": "n"}}"#,
            types: ["kubernetes apps/Deployment"]
        ),
        Example(
            name: "the objects of a list, those of the core without a group",
            format: "k8s-object",
            cloud: "k8s",
            resource:
                #"{"kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod"}, {"apiVersion": "v1", "kind": "Service"}]}"#,
            types: ["kubernetes Pod", "kubernetes Service"]
        ),
        Example(
            name: "an exported Azure resource gets the envelope of the API, and the casing that rules use",
            format: "azure-resource",
            cloud: "azure",
            type: "microsoft.web/SITES",
            resource:
                #"{"ResourceId": "/s/x", "Name": "x", "Kind": "app", "Sku": {"Name": "B1"}, "Properties": {"HttpsOnly": true}}"#,
            types: ["azure Microsoft.Web/sites"],
            contains: [#""id":"/s/x""#, #""kind":"app""#, #""sku":{"name":"B1"}"#, #""properties":{"HttpsOnly":true}"#]
        ),
        Example(
            name: "children in a template are resources with full names",
            format: "arm-resource",
            cloud: "azure",
            type: "Microsoft.Web/sites",
            resource: """
                {"type": "Microsoft.Web/sites", "name": "w", "resources": [{"type": "config", "name": "web", "properties": {}}]}
                """,
            types: ["azure Microsoft.Web/sites", "azure Microsoft.Web/sites/config"],
            contains: [#"/providers/Microsoft.Web/sites/w""#]
        ),
        Example(
            name: "expressions of a template are answered as far as they can be",
            format: "arm-resource",
            cloud: "azure",
            type: "Microsoft.Web/sites",
            resource: """
                {"type": "Microsoft.Web/sites", "name": "[concat('a', 'b')]", "properties": {"plan": "[resourceId('Microsoft.Web/serverfarms', \
                'p')]", "text": "[format('{0}-{1}', 'x', 'y')]", "kept": "[concat('x', parameters('y'))]", \
                "open": "[parameters('z')]", "literal": "[[a]"}}
                """,
            types: ["azure Microsoft.Web/sites"],
            contains: [
                #""name":"ab""#, #"/providers/Microsoft.Web/serverfarms/p""#, #""text":"x-y""#,
                #""kept":"[concat('x', parameters('y'))]""#, #""open":null"#, #""literal":"[a]""#,
            ]
        ),
        Example(
            name: "what a nested deployment brings is there too",
            format: "arm-resource",
            cloud: "azure",
            type: "Microsoft.Resources/deployments",
            resource: """
                {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"resources": [{"type": \
                "Microsoft.Web/sites", "name": "w"}]}}}
                """,
            types: ["azure Microsoft.Resources/deployments", "azure Microsoft.Web/sites"]
        ),
        Example(
            name: "an asset in snake case",
            format: "cai-asset",
            cloud: "gcp",
            resource:
                #"{"name": "//x", "asset_type": "storage.googleapis.com/Bucket", "iam_policy": {"bindings": []}}"#,
            types: ["gcp storage.googleapis.com/Bucket"],
            contains: [#""assetType":"#, #""iamPolicy":{"#]
        ),
        Example(
            name: "a configuration item without a time, policies in strings",
            format: "aws-config-item",
            type: "AWS::S3::Bucket",
            resource: #"{"configuration": {"policy": "{\"Version\": \"2012-10-17\"}"}}"#,
            types: ["aws AWS::S3::Bucket"],
            contains: [#""policy":{"Version""#]
        ),
        Example(
            name: "settings of a tenant",
            format: "scubagear-provider-json",
            cloud: "m365",
            resource: #"{"conditional_access_policies": []}"#,
            types: ["m365 M365/EntraID"],
            extra: #", "product": "AAD""#
        ),
        Example(
            name: "settings of a tenant of Google",
            format: "scubagoggles-provider-json",
            cloud: "google-workspace",
            resource: #"{"policies": {}}"#,
            types: ["workspace Workspace/Commoncontrols"],
            extra: #", "product": "commoncontrols""#
        ),
    ]

    @Test("each format", arguments: examples)
    func shape(_ example: Example) throws {
        let situation = try example.situation()
        let subjects = situation.subjects.map { situation.resources[$0] }
        #expect(subjects.map { "\($0.provider) \($0.resourceType)" } == example.types)
        for part in example.contains {
            #expect(subjects.first?.configuration.description.contains(part) == true, "\(part)")
        }
    }

    @Test("a format that nothing is known of is said so, and nothing fails for it")
    func unknown() throws {
        let example = Example(name: "", format: "punched-cards", resource: "{}", types: [])
        #expect(try example.situation().problems == [" has no native shape"])
    }

    @Test("a case in a file is about its own resource; the others are neighbours")
    func context() throws {
        let pod = #"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}"#
        let context = """
            {"case": "file.yaml", "resources": [{"address": "p", "type": "v1/Pod", "values": \(pod)}, \
            {"address": "s", "type": "v1/Service", "values": {"apiVersion": "v1", "kind": "Service"}}]}
            """
        let item = """
            {"case": "x/1", "check_id": "c", "expected": "fail", "label": "explicit", "format": "k8s-object", "cloud": "k8s", \
            "resource_type": "v1/Pod", "resource_name": "p", "context_ref": "file.yaml", "resource_json": \(pod)}
            """
        let folder = try Fixture.folder([("a.jsonl", item), ("a_contexts.jsonl", context)])
        let situation = SituationMaker(types: [:]).situation(of: try #require(folder.cases.first), in: folder)
        #expect(situation.resources.map(\.resourceType) == ["Pod", "Service"])
        #expect(situation.subjects == [0])
    }
}
