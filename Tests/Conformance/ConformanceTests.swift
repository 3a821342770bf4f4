import Foundation
import JSON
import TestSupport
import Testing

/// Runs every case of the CEL specification, one at a time.
///
/// What does not pass stands in `known-issues.json` with its reason; one that passes must not stand there.
@Suite("CEL conformance")
struct ConformanceTests {
    @Test("every case of the specification passes, but for the listed ones", .timeLimit(.minutes(5)))
    func cases() throws {
        guard let file = Corpora.file("cel/cases.jsonl") else {
            print("skipped: no CEL cases beside the repository")
            return
        }
        var failing: [String: String] = [:]
        var counts: [String: (passed: Int, of: Int)] = [:]
        var issues = KnownIssues()
        for line in try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")) {
            let example = ConformanceCase(try JSONDocument(Array(line)).root)
            let problem = example.problem()
            counts[example.group, default: (0, 0)].of += 1
            guard let problem else {
                counts[example.group]?.passed += 1
                continue
            }
            failing[example.id] = problem
            if let reason = example.reason {
                issues.add(example.id, reason: reason)
            } else {
                issues.add(example.id, problem: problem)
            }
        }
        for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("CEL conformance, \(group): \(count.passed) of \(count.of) cases pass")
        }
        try issues.compare(failing, with: "known-issues.json")
    }
}
