import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Adapters

@Suite("Samples")
struct SampleTests {
    static let samples: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Corpora.package.appending(path: "deploy/samples").path))
        ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()

    static func document(_ name: String) throws -> JSONDocument {
        try JSONDocument(Array(Data(contentsOf: Corpora.package.appending(path: "deploy/samples/\(name)"))))
    }

    @Test("there are samples for the demonstration")
    func some() { #expect(Self.samples.count >= 6) }

    @Test("each sample is one change of the demonstration's account", arguments: samples)
    func sample(_ name: String) throws {
        let reading = AWSConfigAdapter().read(try Self.document(name).root)
        #expect(reading.errors.isEmpty && reading.ignored.isEmpty)
        let adapted = try #require(reading.changes.first)
        #expect(reading.changes.count == 1)
        #expect(adapted.change.account == "111122223333")
        #expect(["ap-northeast-1", "global"].contains(adapted.change.region))
    }

    @Test("a change is written as integrators and checkers know it")
    func golden() throws {
        var lines = ""
        for name in Self.samples {
            for adapted in AWSConfigAdapter().read(try Self.document(name).root).changes {
                let data = try JSONTreeEncoder().encode(adapted.change)
                lines += "\(name) \(adapted.id) \(String(decoding: data, as: UTF8.self))\n"
            }
        }
        #expect(Golden.difference(of: lines, from: "samples.ndjson") == nil)
    }
}

@Suite("What others recorded of AWS Config")
struct CorpusTests {
    /// The lines of a corpus file, each with its name; none where the corpora are absent.
    static func lines(_ file: String) throws -> [(name: String, node: JSONNode)] {
        guard let url = Corpora.file("aws-config/shared/\(file)") else { return [] }
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map { line in
            let root = try JSONDocument(Array(line)).root
            return (root.member("case")?.string ?? "", root)
        }
    }

    @Test(
        "every configuration item and notification goes through",
        .enabled(if: Corpora.file("aws-config/shared") != nil, "no corpora beside the repository"),
        arguments: [
            ("sample_rdk_config_items.jsonl", "configuration_item"),
            ("sample_c7n_config_items.jsonl", "configuration_item"),
            ("sample_c7n_config_items.jsonl", "response"),
            ("aws_config_rules.jsonl", "invoking_event"),
            ("aws_config_rules.jsonl", "resource_json"),
        ]
    )
    func items(_ file: String, _ member: String) throws {
        var seen = 0
        for line in try Self.lines(file) {
            guard let node = line.node[member], !node.isNull else { continue }
            // An answer of SelectResourceConfig holds the columns that were asked for; nobody can say of which resource they are.
            let isPartial = line.name.contains("SelectResourceConfig")
            // A placeholder in the tests that these rows were taken from.
            let isUndated = line.node.description.contains(#""configurationItemCaptureTime":"anytime""#)
            seen += 1
            let reading = AWSConfigAdapter().read(node)
            #expect(reading.changes.count + reading.ignored.count > 0 || isPartial || isUndated, "\(line.name)")
            for error in reading.errors where !(isUndated && error.reason == .badTime("anytime")) {
                guard case .missing(let fields) = error.reason, isPartial, fields.contains("resourceType") else {
                    Issue.record("\(line.name): \(error)")
                    continue
                }
            }
            for adapted in reading.changes {
                let document = try adapted.change.configuration.document()
                #expect(document.root.kind == .object, "\(line.name)")
            }
        }
        #expect(seen > 0, "\(file) has no \(member)")
    }

    @Test(
        "events that are not of AWS Config are told apart from the one that is",
        .enabled(if: Corpora.file("aws-config/shared") != nil, "no corpora beside the repository")
    )
    func foreign() throws {
        for line in try Self.lines("sample_c7n_eventbridge.jsonl") {
            guard let node = line.node["event_json"] else { continue }
            let reading = AWSConfigAdapter().read(node)
            if line.name.hasSuffix("event-config-rule-instance") {
                #expect(reading.changes.count == 1)
            } else {
                #expect(reading.changes.count == 0, "\(line.name)")
                #expect(reading.ignored.count + reading.errors.count > 0, "\(line.name)")
            }
        }
    }
}
