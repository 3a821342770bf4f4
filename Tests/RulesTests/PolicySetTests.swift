import JSON
import Messages
import Testing

@testable import Rules

@Suite("A policy asks its rules about a resource")
struct PolicySetTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var check: String
        var when: String?
        var onMissing = Rule.OnMissing.error
        var config: String
        var outcome: Outcome
        var message: String?
        var path: String?
        var value: String?

        var testDescription: String { "\(check) on \(config)" }
    }

    static let cases: [Case] = [
        Case(check: "config.a == 1", config: #"{"a":1}"#, outcome: .pass),
        Case(
            check: "config.a == 1",
            config: #"{"a":2}"#,
            outcome: .fail,
            message: "a is 2",
            path: "config.a",
            value: "2"
        ),
        Case(check: "config.a == 1", when: "config.b", config: #"{"a":2,"b":false}"#, outcome: .notApplicable),
        Case(
            check: "config.a == 1",
            onMissing: .fail,
            config: "{}",
            outcome: .fail,
            message: "a is absent",
            path: "config.a"
        ),
        Case(
            check: "baseline.a == 1",
            onMissing: .fail,
            config: "{}",
            outcome: .fail,
            message: "baseline.a is absent",
            path: "baseline.a"
        ),
        Case(check: "config.a == 1", onMissing: .pass, config: "{}", outcome: .pass),
        Case(check: "config.a == 1", onMissing: .notApplicable, config: "{}", outcome: .notApplicable),
        Case(
            check: "config.a.b == 1",
            config: #"{"a":null}"#,
            outcome: .error,
            message: "a.b is absent",
            path: "config.a.b"
        ),
        Case(
            check: "config.a == 1",
            when: "config.b",
            onMissing: .notApplicable,
            config: #"{"a":2}"#,
            outcome: .notApplicable
        ),
        Case(
            check: "config.ipPermissions.all(p, p.ipv4Ranges.all(r, r.cidrIp != '0.0.0.0/0'))",
            config:
                #"{"ipPermissions":[{"ipv4Ranges":[]},{"ipv4Ranges":[{"cidrIp":"10.0.0.0/8"},{"cidrIp":"0.0.0.0/0"}]}]}"#,
            outcome: .fail,
            message: "ipPermissions[1].ipv4Ranges[1].cidrIp is 0.0.0.0/0",
            path: "config.ipPermissions[1].ipv4Ranges[1].cidrIp",
            value: #""0.0.0.0/0""#
        ),
        Case(
            check: "config.password == ''",
            config: #"{"password":"hunter2"}"#,
            outcome: .fail,
            message: "password is ***",
            path: "config.password",
            value: #""***""#
        ),
        Case(
            check: "config.env.all(e, e.value == '')",
            config: #"{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}"#,
            outcome: .fail,
            message: "env[0].value is ***",
            path: "config.env[0].value",
            value: #""***""#
        ),
        Case(check: "config.a < 1", config: #"{"a":"x"}"#, outcome: .error),
        Case(check: "config.a", config: #"{"a":1}"#, outcome: .error),
        Case(check: "previous == null || previous.a == config.a", config: #"{"a":1}"#, outcome: .pass),
        Case(check: "baseline.a == 1", onMissing: .notApplicable, config: "{}", outcome: .notApplicable),
        Case(check: "config.list[3] == 1", onMissing: .fail, config: #"{"list":[1]}"#, outcome: .fail),
        Case(
            check: "timestamp(config.at) > now - duration('24h')",
            config: #"{"at":"2026-11-19T12:00:00Z"}"#,
            outcome: .pass
        ),
        Case(
            check: "timestamp(config.at) > now - duration('24h')",
            config: #"{"at":"2026-11-18T12:00:00Z"}"#,
            outcome: .fail
        ),
    ]

    @Test("each outcome, with where and what", arguments: cases)
    func outcomes(_ row: Case) throws {
        let rule = RuleFixture.rule("r", check: row.check, when: row.when, onMissing: row.onMissing)
        let policy = try PolicySet(packs: [RuleFixture.pack("pack", [rule])])
        let found = try #require(policy.evaluate(try Self.input(row.config)).outcomes.first)
        #expect(found.outcome == row.outcome)
        if let message = row.message { #expect(found.message == message) }
        if let path = row.path { #expect(found.explanation?.path == path) }
        if let value = row.value { #expect(found.explanation?.value == value) }
        if row.outcome == .pass || row.outcome == .notApplicable {
            #expect(found.message == nil)
            #expect(found.explanation == nil)
        }
    }

    @Test("only rules for the resource's provider and type are asked")
    func index() throws {
        let policy = try PolicySet(packs: [
            RuleFixture.pack(
                "pack",
                [
                    RuleFixture.rule("a"), RuleFixture.rule("b", types: ["AWS::EC2::Instance", "AWS::S3::Bucket"]),
                    RuleFixture.rule("c", provider: "azure"), RuleFixture.rule("d", types: ["AWS::S3::Bucket2"]),
                ]
            )
        ])
        #expect(policy.ruleCount == 4)
        #expect(policy.rules(provider: "aws", resourceType: "AWS::S3::Bucket") == ["a", "b"])
        #expect(policy.evaluate(try Self.input(#"{"public":false}"#)).outcomes.map(\.rule) == ["a", "b"])
        #expect(policy.evaluate(try Self.input("{}", type: "Other")) == Assessment())
    }

    @Test("a rule without a condition is for a person to decide")
    func manual() throws {
        let policy = try PolicySet(packs: [RuleFixture.pack("pack", [RuleFixture.rule("m", check: nil)])])
        #expect(policy.evaluate(try Self.input("{}")).outcomes.map(\.outcome) == [.manual])
    }

    @Test("resource, change and tenant are there for rules that ask")
    func variables() throws {
        let checks = [
            "resource.region == 'ap-northeast-1' && resource.id == 'b' && resource.type == 'AWS::S3::Bucket'",
            "change.action == 'update' && change.actor.id == 'me' && change.version == 7", "tenant.id == 'acme'",
            "previous.public == true && config.public == false",
        ]
        let rules = checks.enumerated().map { RuleFixture.rule("r\($0)", check: $1) }
        let policy = try PolicySet(packs: [RuleFixture.pack("pack", rules)])
        let data = try JSONDocument(
            #"{"configuration":{"public":false},"previousConfiguration":{"public":true},"version":7,"#
                + #""actor":{"id":"me"},"change":{"action":"update","source":"test"}}"#
        ).root
        let input = EvaluationInput(resource: Self.bucket, change: data, tenant: "acme", now: Self.now)
        #expect(policy.evaluate(input).outcomes.map(\.outcome) == [.pass, .pass, .pass, .pass])
    }

    @Test("a rule that costs too much is an error, and so are those after the budget is spent")
    func cost() throws {
        let check = "config.a.all(x, config.a.all(y, config.a.all(z, x + y + z >= 0)))"
        var limits = PolicySet.Limits()
        limits.ruleCost = 10_000
        limits.eventCost = 15_000
        let rules = ["a", "b", "c"].map { RuleFixture.rule($0, check: check) }
        let policy = try PolicySet(packs: [RuleFixture.pack("pack", rules)], limits: limits)
        let numbers = (0..<100).map(String.init).joined(separator: ",")
        let assessment = policy.evaluate(try Self.input("{\"a\":[\(numbers)]}"))
        #expect(assessment.outcomes.map(\.outcome) == [.error, .error, .error])
        #expect(assessment.cost < 16_000)
    }

    @Test("published rules that do not compile, or are there twice, are all named")
    func mistakes() throws {
        let packs = [
            RuleFixture.pack(
                "one",
                [RuleFixture.rule("a", check: "config."), RuleFixture.rule("b", check: "nope(1)")]
            ),
            RuleFixture.pack("two", [RuleFixture.rule("a")]),
        ]
        do throws(PolicyError) {
            _ = try PolicySet(packs: packs)
            Issue.record("it compiles")
        } catch {
            #expect(error.mistakes.map(\.rule) == ["a", "b", "a"])
        }
    }

    @Test("what is published means the same as what was read")
    func roundTrip() throws {
        let loaded = RulePackLoader.load(files: [("good.yaml", try Fixture.bytes("good.yaml"))])
        let policy = try PolicySet(packs: loaded.packs)
        for test in loaded.packs[0].rules[0].tests {
            let config = try JSONDocument(test.variables["config"] ?? "").root
            let input = EvaluationInput(
                provider: "aws",
                resourceType: "AWS::S3::Bucket",
                configuration: config,
                now: test.now
            )
            #expect(policy.evaluate(input).outcomes.map(\.outcome) == [test.expect], "\(test.name)")
        }
    }

    static let now = Timestamp("2026-11-20T00:00:00Z") ?? Timestamp(microseconds: 0)
    static let bucket = Resource(
        provider: "aws",
        account: "1",
        region: "ap-northeast-1",
        type: "AWS::S3::Bucket",
        id: "b"
    )

    static func input(_ config: String, type: String = "AWS::S3::Bucket") throws -> EvaluationInput {
        EvaluationInput(provider: "aws", resourceType: type, configuration: try JSONDocument(config).root, now: now)
    }
}
