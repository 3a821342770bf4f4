import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

@testable import Adapters

@Suite(
    "Plans and templates of others",
    .enabled(if: Corpora.folder != nil, "the test data of others lies beside the repository and is not here")
)
struct PlanCorpusTests {
    static let mappings = MappingSet(reading: [Shipped.folder])

    static var plans: [URL] {
        guard let folder = Corpora.file("terraform/shared/plans") else { return [] }
        return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }

    @Test("every plan is recognised and read, every resource either mapped or named")
    func plans() throws {
        let plans = Self.plans.sorted { $0.path < $1.path }
        try #require(plans.count >= 40)
        var resources = 0
        for url in plans {
            let sink = DiagnosticSink()
            let bytes = Array(try Data(contentsOf: url))
            let document = try #require(
                AdapterText.documents(bytes, name: url.path, into: sink).first,
                "\(sink.diagnostics)"
            )
            #expect(AdapterCatalogue().recognise(document.root) == .terraformPlan, "\(url.lastPathComponent)")
            let planned = TerraformPlanAdapter.resources(in: document.root)
            let reading = try AdapterCatalogue(mappings: Self.mappings).read(document.root)
            #expect(reading.errors.isEmpty, "\(url.lastPathComponent): \(reading.errors)")
            let known = planned.filter { !$0.isData }.count
            #expect(reading.unmapped.values.reduce(0, +) <= known)
            #expect(!reading.changes.isEmpty || !reading.unmapped.isEmpty || known == 0, "\(url.lastPathComponent)")
            resources += planned.count
        }
        #expect(resources > 150)
    }

    @Test(
        "every template's resources go through",
        arguments: ["kics_contexts", "kics", "checkov", "regula", "trivy", "guard_registry"]
    )
    func templates(_ name: String) throws {
        guard let url = Corpora.file("cloudformation/shared/\(name).jsonl") else { return }
        var count = 0
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
            let root = try JSONDocument(Array(line.utf8), limits: AdapterText.limits).root
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("Resources")
            writer.beginObject()
            let single = root.member("resource_json").map { [(root, $0)] } ?? []
            let several = root.member("resources").listed.compactMap { node in node.member("values").map { (node, $0) }
            }
            for (index, (node, values)) in (several.isEmpty ? single : several).enumerated() {
                writer.key("R\(index)")
                writer.beginObject()
                writer.member("Type", node.member("resource_type")?.string ?? node.member("type")?.string ?? "A::B")
                writer.member("Properties", values)
                writer.endObject()
            }
            writer.endObject()
            writer.endObject()
            let template = try JSONDocument(writer.bytes, limits: AdapterText.limits).root
            let reading = CloudFormationAdapter(mappings: Self.mappings).read(template)
            #expect(reading.isSnapshot || reading.changes.isEmpty)
            count += 1
        }
        #expect(count > 50)
    }
}
