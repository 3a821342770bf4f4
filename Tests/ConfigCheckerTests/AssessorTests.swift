import JSON
import Messages
import Rules
import Testing
import Threading

@testable import ConfigChecker

@Suite("One change becomes one assessment")
struct AssessorTests {
    @Test("the answer names the item, the change, the policy and who did the work")
    func answer() throws {
        let assessed = try Self.assessor().assess(Self.task(CheckerFixture.change(public: true)))
        let answer = try ReceivedMessage(assessed.answer.bytes)
        #expect(answer.header.kind == .configAssessed)
        #expect(answer.header.id == CheckerFixture.item)
        #expect(answer.header.causation == CheckerFixture.changeID)
        #expect(answer.header.tenant == "acme")
        #expect(answer.header.subject == CheckerFixture.bucket.key)
        let data = try answer.decode(ConfigAssessed.self)
        #expect(data.change == CheckerFixture.changeID)
        #expect(data.resource == CheckerFixture.bucket)
        #expect(data.policy == CheckerFixture.reference)
        #expect(data.trigger == .policy)
        #expect(data.work.item == CheckerFixture.item)
        #expect(data.work.attempt == 2)
        #expect(data.work.replica == "me")
        #expect(data.work.receivedAt == CheckerFixture.received)
        #expect(data.durationMicroseconds == 7)
        #expect(data.cost > 0)
        let outcome = try #require(data.outcomes.first)
        #expect(data.outcomes.count == 1)
        #expect(outcome.outcome == .fail)
        #expect(outcome.rule == "public")
        #expect(outcome.message == "public is true")
        #expect(outcome.explanation?.path == "config.public")
    }

    @Test("the same change, policy and time always give the same answer")
    func deterministic() throws {
        let task = Self.task(CheckerFixture.change(public: false))
        #expect(try Self.assessor().assess(task).answer.bytes == Self.assessor().assess(task).answer.bytes)
    }

    @Test("a deleted resource has no outcomes, so that its findings end")
    func deleted() throws {
        let assessed = try Self.assessor().assess(Self.task(CheckerFixture.change(public: true, action: "delete")))
        #expect(assessed.assessment == Assessment())
        #expect(try ReceivedMessage(assessed.answer.bytes).decode(ConfigAssessed.self).outcomes.isEmpty)
    }

    @Test(
        "a change that cannot be read is answered with an error for each rule, never with silence",
        arguments: [
            #"{}"#, #"{"provider":1}"#, #"{"provider":"aws","resourceType":"AWS::S3::Bucket"}"#,
            #"{"provider":"aws","account":"1","region":"r","resourceType":"AWS::S3::Bucket","resourceId":"b"}"#,
            #"{"configuration":null,"change":[]}"#,
            """
            {"provider":"aws","account":"1","region":"r","resourceType":"AWS::S3::Bucket","resourceId":"b",\
            "configuration":{"public":true,"oversized":true},"change":{"action":"update","source":"aws-config"}}
            """,
        ]
    )
    func unreadable(data: String) throws {
        let assessed = try Self.assessor().assess(Self.task(CheckerFixture.message(data: data)))
        #expect(assessed.assessment.outcomes.map(\.outcome) == [.error])
        #expect(assessed.assessment.outcomes.first?.message?.isEmpty == false)
    }

    @Test(
        "strange configurations never stop the checker",
        arguments: [
            "null", "[]", "1", "\"\"", #"{"public":{}}"#, #"{"public":1e308}"#, #"{"public":18446744073709551615}"#,
            String(repeating: "[", count: 120) + String(repeating: "]", count: 120),
            #"{"public":"\u0000\ud83d\ude00"}"#,
        ]
    )
    func strange(configuration: String) throws {
        let assessed = try Self.assessor().assess(Self.task(CheckerFixture.change(configuration: configuration)))
        #expect(assessed.assessment.outcomes.count == 1)
    }

    @Test("bytes that are no message are an error of the item", arguments: ["", "{", "[]", "{}"])
    func nonsense(text: String) {
        #expect(throws: (any Error).self) { try Self.assessor().assess(Self.task(Array(text.utf8))) }
    }

    @Test("an answer that would be too large keeps its outcomes and drops the words")
    func tooLarge() throws {
        let outcomes = (0..<2_000).map { number in
            RuleOutcome(
                rule: "rule-\(number)",
                outcome: .fail,
                severity: .low,
                category: "3",
                message: String(repeating: "x", count: 600),
                cost: 1
            )
        }
        let data = ConfigAssessed(
            change: CheckerFixture.changeID,
            resource: CheckerFixture.bucket,
            policy: CheckerFixture.reference,
            trigger: .change,
            outcomes: outcomes,
            cost: 1,
            durationMicroseconds: 1,
            work: WorkDone(
                item: CheckerFixture.item,
                attempt: 1,
                replica: "me",
                receivedAt: CheckerFixture.received,
                finishedAt: CheckerFixture.received
            )
        )
        let header = try ReceivedMessage(CheckerFixture.change(public: true)).header
        let message = try AnswerWriter(source: "//settei/test").write(data, to: header, at: CheckerFixture.received)
        let found = try ReceivedMessage(message.bytes).decode(ConfigAssessed.self)
        #expect(found.outcomes.count == 2_000)
        #expect(found.outcomes[0].message == nil)
    }

    private static func assessor() throws -> Assessor {
        Assessor(
            policy: try CheckerFixture.policy(),
            clock: WallClock { WallTime(milliseconds: CheckerFixture.received.milliseconds) },
            stopwatch: CheckerFixture.stopwatch()
        )
    }

    private static func task(_ bytes: [UInt8]) -> AssessmentTask {
        AssessmentTask(
            bytes: bytes,
            item: CheckerFixture.item,
            trigger: .policy,
            attempt: 2,
            replica: "me",
            receivedAt: CheckerFixture.received
        )
    }
}
