import Bus
import JSON
import Messages
import Rules
import Testing
import Threading

@testable import ConfigChecker

@Suite("Planned changes")
struct PlannedAssessorTests {
    private static func change(_ configuration: String, action: String = "update", id: String = "b") -> String {
        #"{"provider":"aws","account":"1","region":"r","resourceType":"AWS::S3::Bucket","resourceId":"\#(id)","#
            + #""observedAt":"2026-11-20T00:00:00Z","configuration":\#(configuration),"#
            + #""change":{"action":"\#(action)","source":"console"}}"#
    }

    /// Asks a checker about planned changes, each as JSON; it has `looks` looks at the clock, 7 µs apart, until the deadline.
    private static func ask(_ planned: [String], policy: PolicySet?, looks: Int64 = 1_000) -> CheckAnswer {
        let task = #"{"tenant":"acme","changes":[\#(planned.joined(separator: ","))]}"#
        let item = CheckItem(id: "e/1", deadline: Instant(nanoseconds: looks * 7_000), bytes: Array(task.utf8))
        return PlannedAssessor(policy: policy, stopwatch: CheckerFixture.stopwatch()).answer(item)
    }

    private static func body(_ answer: CheckAnswer) throws -> CheckBody {
        let body = try #require(answer.body, "\(answer)")
        return try JSONNodeDecoder().decode(CheckBody.self, from: body.document().root)
    }

    @Test(
        "each change has its answer, and its finding the id that the evidence-store would give",
        arguments: [
            (#"{"public":true}"#, "", ["fail": 1]), (#"{"public":false}"#, "", ["pass": 1]), ("{}", "", ["error": 1]),
            (#"{"public":null}"#, #","unknown":["public"]"#, ["manual": 1]), ("{}", #","open":[""]"#, ["manual": 1]),
        ] as [(String, String, [String: Int])]
    )
    func outcomes(configuration: String, gaps: String, counts: [String: Int]) throws {
        let planned = #"{"change":\#(Self.change(configuration))\#(gaps)}"#
        let body = try Self.body(Self.ask([planned], policy: CheckerFixture.policy()))
        #expect(body.policy == CheckerFixture.reference)
        #expect(body.results.count == 1)
        #expect(body.results[0].counts == counts)
        #expect(body.results[0].resource == CheckerFixture.bucket)
        let id = DerivedID.finding(tenant: "acme", resourceKey: CheckerFixture.bucket.key, rule: "public")
        #expect(body.results[0].outcomes.map(\.finding) == (counts["pass"] == nil ? [id] : []))
    }

    @Test(
        "without all that there is relations are not known; with it they are",
        arguments: [("", "manual"), (#","whole":false"#, "manual"), (#","whole":true"#, "fail")]
    )
    func whole(flag: String, outcome: String) throws {
        let content =
            #"{"apiVersion":"settei/v1","kind":"Rules","id":"p","version":"1","rules":[{"id":"public","category":"3","#
            + #""severity":"high","responsibility":"customer","onMissing":"error","check":"size(related.policies) > 0","#
            + #""relations":[{"name":"policies","resourceType":"AWS::S3::BucketPolicy","direction":"namedBy","expression":"config.bucket"}],"#
            + #""applies":{"provider":"aws","resourceTypes":["AWS::S3::Bucket"]}}]}"#
        let document = PolicyDocument(document: "p", part: .rules, version: "1", content: Array(content.utf8))
        let policy = try PolicySet(CheckerFixture.reference, documents: [document])
        let task = #"{"tenant":"acme","changes":[{"change":\#(Self.change("{}"))}]\#(flag)}"#
        let item = CheckItem(id: "e/1", deadline: Instant(nanoseconds: .max), bytes: Array(task.utf8))
        let body = try Self.body(PlannedAssessor(policy: policy, stopwatch: CheckerFixture.stopwatch()).answer(item))
        #expect(body.results.map(\.counts) == [[outcome: 1]])
    }

    @Test("what cannot be read is said of that change alone")
    func mistakes() throws {
        let planned = [
            #"{"change":\#(Self.change(#"{"public":true}"#))}"#, #"{"change":{"provider":"aws"}}"#,
            #"{"change":\#(Self.change("{}").replacing(#""configuration":{},"#, with: ""))}"#,
            #"{"change":\#(Self.change("{}")),"unknown":["a["]}"#,
            #"{"change":\#(Self.change("{}", action: "delete"))}"#,
            #"{"change":\#(Self.change(#"{"public":false}"#))}"#,
        ]
        let results = try Self.body(Self.ask(planned, policy: CheckerFixture.policy())).results
        #expect(results.map { $0.error != nil } == [false, true, true, true, false, false])
        #expect(results.map(\.counts) == [["fail": 1], [:], [:], [:], [:], ["pass": 1]])
        #expect(results[2].error == "configuration is missing")
        #expect(results[3].error == "\"a[\" is no path")
    }

    @Test("without a policy, in time that is over, and for bytes that are no task it says so")
    func failures() throws {
        let planned = #"{"change":\#(Self.change(#"{"public":true}"#))}"#
        #expect(Self.ask([planned], policy: nil).code == .unavailable)
        let late = Self.ask([planned, planned, planned], policy: try CheckerFixture.policy(), looks: 3)
        #expect(late.code == .deadline)
        #expect(late.message?.hasPrefix("1 of 3 changes") == true, "\(late)")
        #expect(Self.ask(["1"], policy: try CheckerFixture.policy()).code == .badRequest)
        #expect(Self.ask(["{"], policy: try CheckerFixture.policy()).code == .badRequest)
    }
}
