import Foundation
import TestSupport
import Testing

@testable import Judging

@Suite("A run tells what agrees, what differs and what is missing")
struct RunTests {
    private static let pack = """
        apiVersion: settei/v1
        kind: RulePack
        metadata: { id: k8s-test, version: 1.0.0, title: { en: Test, ja: 試験 } }
        rules:
          - id: k8s.pod.privileged
            category: "6.4"
            level: basic
            severity: high
            title: { en: A container is privileged, ja: 特権コンテナです }
            risk: { en: It can do everything, ja: 何でもできます }
            remedy: { en: Set it to false, ja: false にします }
            applies: { provider: kubernetes, resourceType: Pod }
            check: config.spec.containers.all(c, !c.privileged)
            onMissing: error
            controls: [MIC-CFG III.3.1.1]
            tests:
              - { name: a, config: { spec: { containers: [{ privileged: false }] } }, expect: pass }
              - { name: b, config: { spec: { containers: [{ privileged: true }] } }, expect: fail }
        """

    private static func item(
        _ id: String,
        _ check: String,
        _ expected: String,
        _ container: String,
        _ more: String = ""
    )
        -> String
    {
        """
        {"case": "\(id)", "check_id": "\(check)", "expected": "\(expected)", "label": "explicit", "cloud": "k8s", \
        "format": "k8s-object", "resource_type": "v1/Pod", "resource_name": "p"\(more), "resource_json": {"apiVersion": "v1", \
        "kind": "Pod", "spec": {"containers": [\(container)]}}}
        """
    }

    private static let cases = [
        item("agrees/fail", "known", "fail", #"{"privileged": true}"#),
        item("agrees/pass", "known", "pass", #"{"privileged": false}"#),
        item("agrees/skip", "known", "skip", #"{"privileged": false}"#),
        item("differs/new", "known", "pass", #"{"privileged": true}"#),
        item("differs/reviewed", "known", "pass", #"{"privileged": true}"#),
        item("error", "known", "fail", "{}"),
        item("needs/values", "known", "fail", "{}", #", "needs_values": true"#),
        item("none", "without-rule", "fail", "{}"),
        item("out", "out", "fail", "{}"),
        item("unlisted", "forgotten", "fail", "{}"),
        item("weak", "known", "pass", #"{"privileged": true}"#).replacing(#""explicit""#, with: #""tool-derived:x""#),
        item("elsewhere", "known", "fail", "{}").replacing(#""cloud": "k8s""#, with: #""cloud": "github""#),
        #"{"case": "a sample", "format": "k8s-object", "object": {}}"#,
    ]

    private static let controls = """
        controls:
          known: [k8s.pod.privileged]
          without-rule: []
        outOfScope:
          out: naming
        """

    private func run(
        _ arguments: [String] = [],
        controls: String = RunTests.controls,
        reviewed: String = "differs/reviewed: the label looks at the name only\n",
        cases: [String] = RunTests.cases
    ) throws -> (status: Int32, text: String) {
        let root = try Fixture.directory()
        defer { try? FileManager.default.removeItem(atPath: root) }
        try Fixture.write(Self.pack, to: "\(root)/deploy/policies/k8s-test.yaml")
        try Fixture.write(controls, to: "\(root)/Tests/Verdicts/Controls/k8s.yaml")
        try Fixture.write(reviewed, to: "\(root)/Tests/Verdicts/Disagreements/k8s.yaml")
        try Fixture.write(cases.joined(separator: "\n"), to: "\(root)/corpora/k8s/shared/cases.jsonl")
        try Fixture.write("{}", to: "\(root)/corpora/README.md")
        let options = try VerdictOptions(["--corpora", "\(root)/corpora"] + arguments, environment: [:])
        var lines: [String] = []
        let status = VerdictRun(options, print: { lines.append($0) }, note: { lines.append("! \($0)") }).run(root: root)
        return (status, lines.joined(separator: "\n").replacing(root, with: "ROOT") + "\n")
    }

    @Test("the table, the differing cases and the reason for each", arguments: ["table", "markdown", "json"])
    func report(format: String) throws {
        let result = try run(["--disagreements", "--undecided", "--verbose", "--format", format])
        #expect(result.status == 1)
        #expect(Golden.difference(of: result.text, from: "report-\(format).txt") == nil)
    }

    @Test("nothing that was not reviewed: success")
    func success() throws {
        let good = Self.cases.filter { line in !["differs/new", "\"error", "unlisted"].contains { line.contains($0) } }
        #expect(try run(cases: good).status == 0)
    }

    @Test("a reviewed difference that agrees is named")
    func needless() throws {
        let result = try run(reviewed: "agrees/pass: once upon a time\n")
        #expect(result.text.contains("Reviewed, and they agree by now:\n  agrees/pass"))
    }

    @Test(
        "mistakes in lists are shown at their place",
        arguments: [
            ("controls:\n  known: [k8s.pod.privilege]\n", "there is no rule \"k8s.pod.privilege\""),
            ("controls:\n  known: []\noutOfScope:\n  known: tags\n", "stands here twice"),
            ("controls:\n  known: []\noutOfScope:\n  out: boring\n", "no reason to leave a check out"),
            ("controls: [known]\n", "expected check ids"),
            ("control:\n  known: []\n", "unknown key"),
        ]
    )
    func mistakes(controls: String, message: String) throws {
        let result = try run(controls: controls)
        #expect(result.status == 65)
        #expect(result.text.contains(message), "\(result.text)")
    }

    @Test("one case with the resource that the rules saw")
    func oneCase() throws {
        let result = try run(["--case", "differs/new"])
        #expect(result.text.contains("* kubernetes Pod ()\n    {\"apiVersion\":\"v1\""), "\(result.text)")
        #expect(!result.text.contains("differs/reviewed"))
    }

    @Test("without the cases nothing is judged, and that is said; a directory that was named must be there")
    func absent() throws {
        var lines: [String] = []
        var options = try VerdictOptions([], environment: [:])
        let run = { (options: VerdictOptions) in
            VerdictRun(options, print: { lines.append($0) }, note: { lines.append($0) }).run(root: "/nonexistent/here")
        }
        #expect(run(options) == 0)
        #expect(lines.first?.contains("nothing is judged") == true)
        options.corpora = "/nonexistent/there"
        #expect(run(options) == 65)
    }

    @Test("wrong arguments", arguments: [["--platform", "moon"], ["--format", "xml"], ["--case"], ["--what", "x"]])
    func usage(arguments: [String]) {
        #expect(throws: VerdictOptions.Mistake.self) { try VerdictOptions(arguments, environment: [:]) }
    }
}
