import Adapters
import JSON
import Testing

@testable import Judging

@Suite("Plans and templates of fixtures are read as the tools' own would be")
struct PlannedTests {
    private static let role =
        #"{"statement": [{"actions": ["s3:*"], "resources": ["${aws_s3_bucket.b.arn}/*"], "principals": [{"type": "*", "identifiers": ["*"]}], "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}]}]}"#

    private func values(of text: String, unknown: Set<String> = []) throws -> JSONNode {
        let entries = try [
            ("aws_s3_bucket.b", "aws_s3_bucket", #"{"bucket": "logs", "region": "eu-west-1"}"#, Set<String>(), false),
            ("data.aws_iam_policy_document.d", "aws_iam_policy_document", Self.role, [], true),
            ("aws_x.y", "aws_x", text, unknown, false),
        ].map { address, type, values, unknown, isData in
            TerraformFile.Entry(
                address: address,
                type: type,
                values: try JSONDocument(values).root,
                unknown: unknown,
                isData: isData
            )
        }
        return try #require(TerraformFile(entries).planned.last).values
    }

    @Test(
        "texts that name other resources",
        arguments: [
            // The identity of a resource is its address, as in a plan; an index is left out where the file has none.
            ("${aws_s3_bucket.b.arn}", "aws_s3_bucket.b"), ("${aws_s3_bucket.b[0].id}", "aws_s3_bucket.b"),
            ("${aws_kms_key.elsewhere.arn}", "aws_kms_key.elsewhere"),
            // What the file says of another resource is known.
            ("${aws_s3_bucket.b.region}", "eu-west-1"),
            // In a longer text all that is known is filled in.
            ("${aws_s3_bucket.b.arn}/*", "aws_s3_bucket.b/*"), ("x-${var.name}", "x-${var.name}"),
            // Variables of policies are no references.
            ("${aws:username}", "${aws:username}"),
            // Nothing is known of variables, and of what a resource is given later.
            ("${var.name}", nil), ("${aws_lb.l.dns_name}", nil), ("${local.tags}", nil),
        ] as [(String, String?)]
    )
    func references(text: String, value: String?) throws {
        let values = try values(of: #"{"a": ["\#(text)"]}"#)
        let found = values["a"]?[0]
        #expect(found?.string == value)
        #expect(found?.isUnknown == (value == nil))
    }

    @Test("places that are said to be unknown are, unless they only name a resource")
    func unknown() throws {
        let values = try values(
            of: #"{"a/b": null, "c": null, "d": 3, "e": "${aws_s3_bucket.b.id}", "f": "?"}"#,
            unknown: ["/a~1b", "/d", "/e", "/f"]
        )
        #expect(values["a/b"]?.isUnknown == true && values["d"]?.isUnknown == true && values["f"]?.isUnknown == true)
        #expect(values["c"]?.isUnknown == false)
        #expect(values["e"]?.string == "aws_s3_bucket.b")
    }

    @Test("a policy document is the JSON that Terraform would make of it")
    func policyDocument() throws {
        let text = try #require(
            try values(of: #"{"policy": "${data.aws_iam_policy_document.d.json}"}"#)["policy"]?.string
        )
        let policy = try JSONDocument(text).root
        let statement = policy["Statement"]?[0]
        #expect(policy["Version"]?.string == "2012-10-17")
        #expect(statement?["Effect"]?.string == "Allow")
        #expect(statement?["Principal"]?.string == "*")
        #expect(statement?["Resource"]?[0]?.string == "aws_s3_bucket.b/*")
        #expect(statement?["Condition"]?["Bool"]?["aws:SecureTransport"]?[0]?.string == "false")
    }

    @Test("what a template's resource refers to outside of the fixture is there, and is none of its resources")
    func template() throws {
        let properties =
            #"{"KmsKeyId": {"Ref": "Key"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Encrypted": {"Ref": "Flag"}}"#
        let entry = CloudFormationFile.Entry(
            address: "Disk",
            type: "AWS::EC2::Volume",
            properties: try JSONDocument(properties).root
        )
        let planned = CloudFormationFile([entry]).planned
        #expect(planned.map(\.address) == ["Disk"])
        let values = try #require(planned.first).values
        #expect(values["KmsKeyId"]?.string == "Key")
        #expect(values["RoleArn"]?.string == "Role")
        #expect(values["Encrypted"]?.isUnknown == true)
    }

    @Test("a verdict is about what the case's resource went into, also where it only configures another")
    func parts() throws {
        let mappings = """
            apiVersion: settei/v1
            kind: ResourceMappings
            metadata: { id: test, source: terraform }
            mappings:
              - from: aws_s3_bucket
                to: { provider: aws, service: s3, resourceType: "AWS::S3::Bucket" }
                config: { configuration: { name: values.?bucket } }
              - from: aws_s3_bucket_versioning
                part: { of: "AWS::S3::Bucket", provider: aws, named: values.bucket }
                config: { configuration: { versioning: "values.status" } }
            """
        let part = #"{"bucket": "${aws_s3_bucket.b.id}", "status": "Enabled"}"#
        let context = """
            {"case": "f", "resources": [{"address": "aws_s3_bucket.b", "type": "aws_s3_bucket", "values": {"bucket": "logs"}}, \
            {"address": "aws_s3_bucket.other", "type": "aws_s3_bucket"}, \
            {"address": "aws_s3_bucket_versioning.v", "type": "aws_s3_bucket_versioning", "values": \(part)}]}
            """
        let item = """
            {"case": "c", "check_id": "x", "expected": "pass", "label": "explicit", "format": "tf-values", "cloud": "aws", \
            "resource_type": "aws_s3_bucket_versioning", "resource_name": "aws_s3_bucket_versioning.v", "fixture": "f", \
            "resource_json": \(part)}
            """
        let folder = try Fixture.folder([("a.jsonl", item), ("b.jsonl", context)])
        let set = MappingSet(files: [("test.yaml", Array(mappings.utf8))])
        let situation = SituationMaker(types: [:], mappings: set).situation(
            of: try #require(folder.cases.first),
            in: folder
        )
        #expect(situation.problems.isEmpty, "\(situation.problems)")
        #expect(situation.resources.count == 2)
        #expect(
            situation.subjects.map { situation.resources[$0].configuration.description }
                == [#"{"configuration":{"name":"logs","versioning":"Enabled"}}"#]
        )
        let several = item.replacing(
            #""aws_s3_bucket_versioning", "resource_name""#,
            with: #""aws_x|aws_s3_bucket", "resource_name""#
        )
        .replacing(#""fixture": "f", "#, with: "")
        let either = try Fixture.folder([("a.jsonl", several)])
        let one = SituationMaker(types: [:], mappings: set).situation(of: try #require(either.cases.first), in: either)
        #expect(one.resources.map(\.resourceType) == ["AWS::S3::Bucket"])
        let bare = try Fixture.folder([("a.jsonl", item.replacing("aws_s3_bucket_versioning", with: "aws_nothing"))])
        let none = SituationMaker(types: [:], mappings: set).situation(of: try #require(bare.cases.first), in: bare)
        #expect(none.problems == ["aws_nothing has no mapping"])
    }
}
