import Diagnostics
import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Adapters

@Suite("What comes out of a plan and a template")
struct PlannedGoldenTests {
    @Test(
        "is what the golden files say",
        arguments: [("planned.json", "terraform"), ("planned.yaml", "cloudformation")]
    )
    func golden(_ name: String, _ source: String) throws {
        let mappings = MappingSet(reading: [Golden.url("planned-\(source)-mappings.yaml", beside: #filePath).path])
        let sink = DiagnosticSink()
        let bytes = Array(try Data(contentsOf: Golden.url(name, beside: #filePath)))
        let document = try #require(AdapterText.documents(bytes, name: name, into: sink).first, "\(sink.diagnostics)")
        let reading = try AdapterCatalogue(mappings: mappings).read(document.root)
        let difference = Golden.difference(of: Self.text(of: reading), from: "planned-\(source).txt")
        #expect(difference == nil, "\(difference ?? "")")
        #expect(!Self.text(of: reading).contains("not-for-anybody"))
    }

    /// A reading for people: one paragraph for each change.
    private static func text(of reading: AdapterReading) -> String {
        var lines: [String] = []
        for adapted in reading.changes {
            let change = adapted.change
            lines.append("\(adapted.origin ?? "-"): \(change.change.action.rawValue) \(change.resource.key)")
            lines.append("  names \(adapted.names.joined(separator: " "))")
            lines.append("  settings \(String(decoding: change.configuration.bytes, as: UTF8.self))")
            if let previous = change.previousConfiguration {
                lines.append("  before \(String(decoding: previous.bytes, as: UTF8.self))")
            }
            for path in adapted.gaps.unknown { lines.append("  unknown \(path)") }
            for path in adapted.gaps.open { lines.append("  open \(path.steps.isEmpty ? "." : path.description)") }
        }
        lines += reading.ignored.map { "ignored \($0)" } + reading.errors.map { "error \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
