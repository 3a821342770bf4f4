import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Adapters

@Suite("What others recorded of changes")
struct FeedCorpusTests {
    private static func lines(_ file: String) throws -> [JSONNode] {
        guard let url = Corpora.file(file) else { return [] }
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map { try JSONDocument(Array($0)).root }
    }

    @Test(
        "every sample is recognised and read; what is left out says why",
        .enabled(if: Corpora.folder != nil, "no corpora beside the repository"),
        arguments: [
            ("aws-config/shared/sample_c7n_eventbridge.jsonl", "event_json"),
            ("aws-config/shared/sample_cloudtrail_invictus.jsonl", "event_json"),
            ("azure/shared/sample_events.jsonl", "event_json"),
            ("gcp/shared/sample_events.jsonl", "event_json"),
            ("gcp/shared/audit_log_to_resource.jsonl", "event_json"),
            ("gcp/shared/policy_library.jsonl", "resource_json"),
            ("saas/shared/scubagear_m365.jsonl", "resource_json"),
        ]
    )
    func samples(_ file: String, _ member: String) throws {
        let catalogue = AdapterCatalogue()
        for line in try Self.lines(file) {
            guard let node = line.member(member == "event_json" ? "event_json" : "resource_json") else { continue }
            let name = line.text("case") ?? ""
            // A fragment of a tenant's settings that is no product's own, such as its licences alone.
            guard catalogue.recognise(node) != nil else {
                #expect(file.hasPrefix("saas") || node.text("name") == nil || node.text("asset_type") == nil, "\(name)")
                continue
            }
            let reading = try catalogue.read(node)
            #expect(reading.changes.count + reading.ignored.count + reading.errors.count > 0, "\(name)")
            for error in reading.errors { #expect(!error.description.isEmpty) }
        }
    }

    @Test(
        "an audit log's entry is about the resource that its collector said",
        .enabled(if: Corpora.file("gcp/shared/audit_log_to_resource.jsonl") != nil, "no corpora beside the repository")
    )
    func auditLogs() throws {
        for line in try Self.lines("gcp/shared/audit_log_to_resource.jsonl") {
            guard let event = line.member("event_json"), let type = line.text("expected_resource_type"),
                let expected = line.text("expected_resource_name")
            else { continue }
            let change = try AdapterCatalogue().read(event).changes.first?.change
            #expect(change?.resourceType == type, "\(line.text("case") ?? "")")
            let id = change?.resourceId.replacing("#iam-policy", with: "")
            #expect(id?.split(separator: "/").last.map(String.init) == expected, "\(line.text("case") ?? "")")
        }
    }

    @Test(
        "an event of Azure is about the resource that its documentation says",
        .enabled(if: Corpora.file("azure/shared/sample_events.jsonl") != nil, "no corpora beside the repository")
    )
    func azure() throws {
        for line in try Self.lines("azure/shared/sample_events.jsonl") {
            guard let event = line.member("event_json"), let id = line.text("expected_resource_id") else { continue }
            let reading = try AdapterCatalogue().read(event)
            if line.text("expected_change") == "action" {
                #expect(reading.changes.isEmpty && !reading.ignored.isEmpty)
            } else {
                #expect(reading.changes.map(\.change.resourceId) == [id])
                #expect(
                    (reading.changes.first?.change.change.action == .delete)
                        == (line.text("expected_change") == "delete")
                )
            }
        }
    }
}
