import CommandLine
import Foundation
import TestSupport
import Testing

@testable import Settei

@Suite("Packs are checked and tested with `settei rules`")
struct RulesCommandTests {
    @Test(
        "warnings fail a build only where it is strict",
        arguments: [
            (["lint", "doubtful.yaml"], 0), (["lint", "doubtful.yaml", "--strict"], 1),
            (["lint", "good.yaml", "--strict"], 0),
            (["lint", "failing.yaml"], 1), (["test", "good.yaml"], 0), (["test", "failing.yaml"], 1),
            (["test", "failing.yaml", "--filter", "passing"], 0),
            (["test", "failing.yaml", "--filter", "unreadable"], 1),
            (["test", "good.yaml", "--filter", "nothing"], 64),
            (["lint", "good.yaml", "--format", "xml"], 64), (["explain", "good.yaml"], 0),
            (["lint", "/dev"], 65), (["test", "/dev"], 65), (["explain", "/dev"], 65),
            (["explain", "good.yaml", "--rule", "good.pubic"], 64),
            (["explain", "good.yaml", "--data", "confg=x"], 64), (["coverage"], 64), (["coverage", "/dev"], 65),
            (["coverage", "good.yaml"], 0), (["coverage", "good.yaml", "--by", "moon"], 64),
            (["explain", "good.yaml", "--data", "setting.yaml"], 1),
        ] as [([String], Int32)]
    )
    func status(words: [String], status: Int32) async throws {
        let found = try await run(words)
        #expect(found.status == status, "\(found.text)")
    }

    @Test(
        "what is printed is as in the golden files",
        arguments: [
            ("lint-text.txt", ["lint", "doubtful.yaml"]), ("lint-info.txt", ["lint", "doubtful.yaml", "--info"]),
            ("lint-json.txt", ["lint", "doubtful.yaml", "--json"]),
            ("lint-sarif.json", ["lint", "doubtful.yaml", "--format", "sarif"]),
            ("test-table.txt", ["test", "failing.yaml"]), ("test-uncovered.txt", ["test", "good.yaml", "--uncovered"]),
            ("test-json.txt", ["test", "failing.yaml", "--json"]),
            ("test-junit.xml", ["test", "failing.yaml", "--junit", "-"]),
            ("explain.txt", ["explain", "good.yaml"]),
            (
                "explain-data.txt",
                ["explain", "good.yaml", "--data", "setting.yaml", "--rule", "good.public", "--lang", "ja"]
            ),
            ("explain-json.txt", ["explain", "good.yaml", "--data", "setting.yaml", "--json"]),
            ("coverage-table.txt", ["coverage", "covered"]),
            ("coverage-ja.txt", ["coverage", "covered", "--by", "category", "--lang", "ja"]),
            ("coverage-markdown.txt", ["coverage", "covered", "--by", "intent", "--format", "markdown"]),
            ("coverage-json.txt", ["coverage", "covered", "--by", "intent", "--json"]),
            ("explain-intent.txt", ["explain", "covered", "--rule", "covered.bucket"]),
            ("test-filter.txt", ["test", "good.yaml", "--filter", "暗号"]),
        ]
    )
    func golden(name: String, words: [String]) async throws {
        let text = try await run(words).text
        #expect(Golden.difference(of: text, from: name) == nil)
    }

    @Test("JUnit files are XML whatever a test is called")
    func escaping() throws {
        let text = JUnit.escaped("<a href=\"x\">&'\u{1b}\u{0}\n設定")
        #expect(text == "&lt;a href=&quot;x&quot;&gt;&amp;'\u{fffd}\u{fffd}&#10;設定")
    }

    private func run(_ words: [String]) async throws -> (status: Int32, text: String) {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path
        let words = words.map { $0.hasSuffix(".yaml") || $0 == "covered" ? "\(folder)/\($0)" : $0 }
        let shown = Shown()
        let status = await SetteiCommand.run(["rules"] + words, environment: [:], console: shown.console)
        return (status.rawValue, shown.text.replacing(folder + "/", with: ""))
    }
}
