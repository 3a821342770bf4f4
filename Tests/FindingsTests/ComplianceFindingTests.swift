import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Findings

@Suite("Findings as OCSF 1.5 Compliance Findings")
struct ComplianceFindingTests {
    static let providers = [
        "aws", "azure", "gcp", "oci", "alibaba", "ibm", "m365", "workspace", "kubernetes", "own-cloud",
    ]

    static func finding(
        _ provider: String = "aws",
        outcome: Outcome = .fail,
        severity: Severity = .critical,
        controls: [String] = ["MIC-CFG III.3.1.1", "CIS AWS 3.0 2.1.4", "MIC-CFG III.3.1.2"]
    ) -> ComplianceFinding {
        let resource = Resource(
            provider: provider,
            account: "111122223333",
            region: "ap-northeast-1",
            type: "T",
            id: "data"
        )
        return ComplianceFinding(
            id: DerivedID.finding(tenant: "acme", resourceKey: resource.key, rule: "aws.s3.public"),
            tenant: "acme",
            resource: resource,
            origins: ["aws_s3_bucket.data"],
            outcome: RuleOutcome(
                rule: "aws.s3.public",
                outcome: outcome,
                severity: severity,
                category: "3",
                explanation: Explanation(path: "config.acl", value: "\"public-read\"")
            ),
            found: "acl is public-read",
            words: ComplianceFinding.Words(
                title: "The bucket is public",
                description: "Anybody can read it.",
                remedy: "Block public access.",
                category: "Object storage"
            ),
            controls: controls,
            since: Timestamp(milliseconds: 1_790_000_000_000),
            time: Timestamp(milliseconds: 1_790_000_060_000),
            policyVersion: 12
        )
    }

    static func text(of finding: ComplianceFinding) -> String {
        var writer = JSONWriter()
        finding.write(to: &writer, product: "0.1.0", language: .en)
        return writer.text
    }

    @Test("an event is as its golden file says")
    func golden() {
        #expect(Golden.difference(of: Self.text(of: Self.finding()) + "\n", from: "finding.json") == nil)
    }

    @Test("every cloud, outcome and severity gives only what the published schema has", arguments: providers)
    func schema(provider: String) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/ocsf-1.5.0.json")
        let schema = try JSONDocument(Array(try Data(contentsOf: url))).root
        for outcome in Outcome.allCases {
            for severity in Severity.allCases {
                let text = Self.text(of: Self.finding(provider, outcome: outcome, severity: severity))
                let event = try JSONDocument(text).root
                #expect(SchemaWalk(schema).mistakes(in: event, "compliance_finding", at: "") == [])
                #expect(event["type_uid"]?.int == 2_003 * 100 + (event["activity_id"]?.int ?? 0))
            }
        }
    }

    @Test("the walk over the schema finds what is wrong")
    func walk() throws {
        let schema = try JSONDocument(
            #"{"a":{"required":["x"],"attributes":{"x":"integer 1","y":"list b","z":"json"}},"b":{"required":[],"attributes":{}}}"#
        ).root
        let cases: [(String, [String])] = [
            (#"{"x":1,"y":[{}],"z":3}"#, []), ("{}", ["x is missing"]), (#"{"x":2}"#, [".x is 2"]),
            (#"{"x":"1"}"#, [".x is no integer"]), (#"{"x":1,"q":1}"#, [".q is no attribute of a"]),
            (#"{"x":1,"y":[{"r":1}]}"#, [".y.r is no attribute of b"]), (#"{"x":1,"y":{}}"#, [".y is no list"]),
        ]
        for (text, mistakes) in cases {
            #expect(SchemaWalk(schema).mistakes(in: try JSONDocument(text).root, "a", at: "") == mistakes)
        }
    }

    @Test("the finding has the evidence-store's id, the same each time")
    func identity() throws {
        let event = try JSONDocument(Self.text(of: Self.finding())).root
        let key = Self.finding().resource.key
        let id = DerivedID.finding(tenant: "acme", resourceKey: key, rule: "aws.s3.public")
        #expect(event["finding_info"]?["uid"]?.string == id)
        #expect(Self.text(of: Self.finding()) == Self.text(of: Self.finding()))
    }

    @Test(
        "standards are what controls are numbered in, each once",
        arguments: [
            (["MIC-CFG III.3.1.1", "CIS AWS 3.0 2.1.4", "MIC-CFG III.3.1.2"], ["MIC-CFG", "CIS AWS 3.0"]),
            ([], ["Settei"]), (["NIST CSF PR.AC-4"], ["NIST CSF"]),
        ] as [([String], [String])]
    )
    func standards(controls: [String], standards: [String]) {
        #expect(Self.finding(controls: controls).standards == standards)
    }

    static let python = Python.withModule("py_ocsf_models")

    @Test(
        "other people's models of the schema take it",
        .enabled(if: python != nil, "no Python with py-ocsf-models, which deploy/setup --tests installs")
    )
    func models() throws {
        let python = try #require(Self.python)
        let events = Self.providers.map { Self.text(of: Self.finding($0)) }.joined(separator: "\n")
        let script = """
            import sys
            from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
            count = 0
            for line in sys.stdin:
                event = ComplianceFinding.model_validate_json(line)
                assert event.metadata.version == "1.5.0" and event.class_uid == 2003
                count += 1
            print(count)
            """
        let result = try python.run(["-c", script], input: events)
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output == "\(Self.providers.count)\n")
    }
}

/// Compares an event with the schema's attributes: names, types, closed sets of numbers, what is required.
struct SchemaWalk {
    let schema: JSONNode

    init(_ schema: JSONNode) { self.schema = schema }

    func mistakes(in node: JSONNode, _ object: String, at place: String) -> [String] {
        guard let known = schema[object] else { return ["the schema has no \(object)"] }
        let required = known["required"]?.elements.compactMap(\.string) ?? []
        let missing = required.filter { node[$0] == nil }.map { "\($0) is missing" }
        return missing
            + node.members.flatMap { key, value -> [String] in
                let name = key.string
                let path = "\(place).\(name)"
                guard let type = known["attributes"]?[name]?.string else {
                    return ["\(path) is no attribute of \(object)"]
                }
                return mistakes(in: value, type.split(separator: " ").map(String.init), at: path)
            }
    }

    private func mistakes(in node: JSONNode, _ type: [String], at place: String) -> [String] {
        switch type[0] {
        case "string": return node.string == nil ? ["\(place) is no string"] : []
        case "json": return []
        case "integer":
            guard let value = node.int else { return ["\(place) is no integer"] }
            return type.count == 1 || type.dropFirst().contains("\(value)") ? [] : ["\(place) is \(value)"]
        case "list":
            guard node.kind == .array else { return ["\(place) is no list"] }
            return node.elements.flatMap { mistakes(in: $0, Array(type.dropFirst()), at: place) }
        default: return mistakes(in: node, type[0], at: place)
        }
    }
}
