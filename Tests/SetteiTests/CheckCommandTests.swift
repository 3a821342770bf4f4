import CommandLine
import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Settei

@Suite("settei check")
final class CheckCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)")
    private static let deploy = Corpora.package.appending(path: "deploy")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, to name: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private static func sample(_ name: String) -> String { deploy.appending(path: "samples/\(name)").path }

    /// Runs `settei check` with the shipped packs.
    private func check(_ words: String...) async -> (status: Int32, output: String, error: String) {
        await settei(
            ["check"] + words,
            environment: ["SETTEI_POLICIES": Self.deploy.appending(path: "policies").path]
        )
    }

    @Test(
        "samples are recognised and end as they say",
        arguments: [
            ("01-public-bucket.json", "high", 1), ("06-private-bucket.json", "high", 0),
            ("03-public-database.json", "critical", 1), ("04-cloudtrail-off.json", "low", 1),
        ] as [(String, String, Int32)]
    )
    func samples(sample: String, severity: String, status: Int32) async {
        let result = await check("--severity", severity, Self.sample(sample))
        #expect(result.status == status, "\(result)")
        let asked = await check("--severity", severity, "--input-format", "aws-config", Self.sample(sample))
        #expect(asked.output == result.output)
    }

    @Test("the data of a change is recognised, alone and one on each line")
    func own() async throws {
        let change = InputTests.change.replacing("\"T\"", with: "\"AWS::S3::Bucket\"")
        let path = try write(change + "\n" + change.replacing("\"i\"", with: "\"j\""), to: "changes.ndjson")
        let result = await check("--format", "json", path)
        #expect(result.status == 1, "\(result)")
        let root = try JSONDocument(result.output).root
        #expect(root["summary"]?["resources"]?.int == 2)
        #expect(root["inputFormat"]?.string == "settei")
        #expect(Set(root["findings"]?.elements.compactMap { $0["line"]?.int } ?? []) == [1, 2])
    }

    private static let manifests = """
        # what is deployed
        apiVersion: v1
        kind: Pod
        metadata: { name: web, namespace: shop }
        spec: { containers: [{ name: web, image: "registry.example/web:1.2", securityContext: { privileged: true } }] }
        ---
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api, namespace: shop }
        spec: { template: { spec: { hostNetwork: true, containers: [{ name: api, image: "registry.example/api:3" }] } } }
        """

    @Test("manifests of several documents are told with the line on which each begins")
    func manifests() async throws {
        let path = try write(Self.manifests, to: "deploy.yaml")
        for words in [["--manifest", path], ["--verbose", path]] {
            let result = await check("--format", "json", "--severity", "high", words[0], words[1])
            let root = try JSONDocument(result.output).root
            #expect(result.status == 1 && root["inputFormat"]?.string == "kubernetes", "\(result)")
            let lines =
                root["findings"]?.elements.map { ($0["resource"]?["type"]?.string ?? "", $0["line"]?.int ?? 0) } ?? []
            #expect(Set(lines.filter { $0.0 == "Pod" }.map(\.1)) == [2], "\(lines)")
            #expect(Set(lines.filter { $0.0 == "apps/Deployment" }.map(\.1)) == [7], "\(lines)")
        }
    }

    @Test("a template is told by logical id, and with what would happen")
    func template() async throws {
        let template = """
            Parameters: { Name: { Type: String } }
            Resources:
              Data:
                Type: AWS::S3::Bucket
                Properties: { BucketName: !Ref Name, AccessControl: PublicRead }
            """
        let path = try write(template, to: "template.yaml")
        let english = await check("--severity", "critical", "--template", path)
        #expect(english.status == 1)
        #expect(english.output.contains("If you apply this, "), "\(english)")
        #expect(english.output.contains("Data (AWS::S3::Bucket"))
        let japanese = await check("--severity", "critical", "--lang", "ja", "--template", path)
        #expect(japanese.output.contains("この設定を適用すると"), "\(japanese)")
    }

    @Test("a plan is told by address; what is known after apply is no failure, until --strict asks for it")
    func plan() async throws {
        func plan(_ values: String, unknown: String) -> String {
            """
            {"format_version":"1.2","terraform_version":"1.9.8","planned_values":{"root_module":{"resources":[
            {"address":"aws_s3_bucket_public_access_block.b","mode":"managed","type":"aws_s3_bucket_public_access_block","name":"b",
            "provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,"values":\(values)}]}},
            "resource_changes":[{"address":"aws_s3_bucket_public_access_block.b","mode":"managed",
            "type":"aws_s3_bucket_public_access_block","name":"b","provider_name":"registry.terraform.io/hashicorp/aws",
            "change":{"actions":["create"],"before":null,"after":\(values),"after_unknown":\(unknown)}}],
            "configuration":{"root_module":{}}}
            """
        }
        let closed = #""block_public_acls":true,"ignore_public_acls":true,"block_public_policy":true"#
        let open = try write(
            plan(#"{"bucket":"data",\#(closed),"restrict_public_buckets":false}"#, unknown: "{}"),
            to: "open.json"
        )
        let result = await check("--severity", "critical", "--plan", open)
        #expect(result.status == 1)
        #expect(result.output.contains("aws_s3_bucket_public_access_block.b"), "\(result)")
        let later = try write(
            plan(#"{"bucket":"data",\#(closed)}"#, unknown: #"{"restrict_public_buckets":true}"#),
            to: "later.json"
        )
        let told = await check("--severity", "critical", "--plan", later)
        #expect(told.status == 0 && told.output.contains("Cannot be told before apply"), "\(told)")
        #expect(await check("--strict", "--severity", "critical", "--plan", later).status == 1)
    }

    @Test(
        "documents of a YAML file begin where they begin",
        arguments: [
            ("a: 1\n", [1]), ("# c\n\na: 1\n---\nb: 1\n", [3, 4]), ("---\na: 1\n---\n--- # x\n", [1, 3, 4]),
            ("a: |\n  ---\n---x\n", [1]), ("%YAML 1.2\n---\na: 1\n", [2]), ("", []), ("---\r\na: 1\r\n", [1]),
        ] as [(String, [Int])]
    )
    func lines(text: String, lines: [Int]) {
        #expect(CheckSource.lines(ofDocumentsIn: Array(text.utf8)) == lines)
    }

    @Test("a baseline makes what was there known, and nothing else; it is the same each time")
    func baseline() async throws {
        let sample = Self.sample("01-public-bucket.json")
        let file = folder.appending(path: "baseline.json").path
        #expect(await check("--write-baseline", file, "--severity", "high", sample).status == 0)
        let first = try String(contentsOfFile: file, encoding: .utf8)
        #expect(await check("--severity", "high", "--baseline", file, sample).status == 0)
        #expect(await check("--baseline", file, sample).status == 1, "what is less severe was not written")
        #expect(
            await check("--severity", "high", "--baseline", file, Self.sample("03-public-database.json")).status == 1
        )
        #expect(await check("--severity", "high", "--tenant", "globex", "--baseline", file, sample).status == 1)
        #expect(await check("--write-baseline", file, "--severity", "high", sample).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == first)
        #expect(first.split(separator: "\n").count > 2, "one finding a line")
    }

    @Test("types that no rule is about are counted, and named when asked")
    func withoutRules() async throws {
        let path = try write(InputTests.change, to: "change.json")
        let result = await check(path)
        #expect(result.status == 0)
        #expect(result.error.contains("no rule is about 1 resource of 1 type"), "\(result)")
        #expect(await check("--verbose", path).error.contains("T ×1"))
    }

    @Test(
        "wrong use and bad input are told, never obeyed",
        arguments: [
            ([], "", 64, "is missing"), (["x", "y"], "", 64, "only one of"),
            (["--plan", "x", "y"], "", 64, "only one of"),
            (["--format", "aws-config", "x"], "", 64, "--input-format aws-config"),
            (["--format", "pdf", "x"], "", 64, "--format takes table"),
            (["--input-format", "xml", "x"], "", 64, "--input-format takes settei, aws-config"),
            (["--severity", "bad", "x"], "{}", 64, "--severity takes"),
            (["--tenant", "A B", "x"], "{}", 64, "--tenant takes"),
            (["absent"], "", 74, "cannot read"), (["x"], "", 65, "empty"), (["x"], "{", 65, "x:1"),
            (["x"], #"{"hello":"\u001b[2J"}"#, 65, "known are"),
            (["x"], "PK\u{3}\u{4}rest", 65, "terraform show -json"),
            (["x.tf"], "resource \"a\" \"b\" {}", 65, "terraform plan -out"),
            (["x"], #"{"format_version":"2.0","planned_values":{}}"#, 65, "format 2.0"),
            (["x"], #"{"format_version":"1.2","errored":true,"planned_values":{}}"#, 65, "broke off"),
            (["x.yaml"], "a: [", 65, "x.yaml:"), (["x.yaml"], "# nothing\n", 65, "empty"),
            (["--baseline", "x", "y"], "{}", 65, "is no baseline"), (["--baseline", "x", "y"], "[", 65, "x: "),
        ] as [([String], String, Int32, String)]
    )
    func mistakes(words: [String], content: String, status: Int32, says: String) async throws {
        let names = ["x", "y", "x.yaml", "x.tf"]
        if !content.isEmpty || says == "empty" { for name in names { _ = try write(content, to: name) } }
        let arguments = words.map { names.contains($0) || $0 == "absent" ? folder.appending(path: $0).path : $0 }
        let policies = Self.deploy.appending(path: "policies").path
        let result = await settei(["check"] + arguments, environment: ["SETTEI_POLICIES": policies])
        #expect(result.status == status, "\(result.error)")
        #expect(result.error.contains(says), "\(result.error)")
        #expect(!result.error.contains("\u{1b}"))
        #expect(result.output.isEmpty)
    }

    @Test("without mappings a plan is not passed over in silence, other input is")
    func withoutMappings() async throws {
        let packs = folder.appending(path: "packs/policies")
        try FileManager.default.createDirectory(
            at: packs.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(at: Self.deploy.appending(path: "policies"), to: packs)
        let path = try write("Resources: { Data: { Type: AWS::S3::Bucket } }", to: "template.yaml")
        let result = await check("--policies", packs.path, path)
        #expect(result.status == 65 && result.error.contains("give --mappings"), "\(result)")
        #expect(await check("--policies", packs.path, Self.sample("01-public-bucket.json")).status == 1)
        let empty = packs.deletingLastPathComponent().appending(path: "mappings")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        #expect(await check("--policies", packs.path, path).error.contains("no usable mappings in"))
    }

    @Test("what a template leaves out by its parameters' defaults is told")
    func leftOut() async throws {
        let template = """
            Conditions: { Production: !Equals [dev, prod] }
            Resources: { Data: { Type: AWS::S3::Bucket, Condition: Production } }
            """
        let path = try write(template, to: "template.yaml")
        let result = await check(path)
        #expect(result.status == 0 && result.error.contains("1 part of the input was left out"), "\(result)")
        let named = await check("--verbose", path)
        #expect(named.error.contains("Data (its condition Production does not hold"), "\(named)")
    }

    @Test("without packs it says where it looked", arguments: ["/nowhere", "deploy/samples"])
    func packs(folder: String) async {
        let path = folder.hasPrefix("/") ? folder : Corpora.package.appending(path: folder).path
        let result = await check("--policies", path, Self.sample("01-public-bucket.json"))
        #expect(result.status == 65)
        #expect(result.error.contains("no usable rule packs in \(path)"))
    }
}
