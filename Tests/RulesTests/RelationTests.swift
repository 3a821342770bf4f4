import Diagnostics
import JSON
import Messages
import Testing

@testable import Rules

/// Rules that look at the neighbours of a resource within one snapshot.
@Suite struct RelationTests {
    private static let now = Timestamp(milliseconds: 1_790_000_000_000)

    /// A volume is fine when all of the keys that it names are its own account's.
    private static let naming = relation("keys", "AWS::KMS::Key", .names, "config.keys")
    /// A topic is fine when a policy names it.
    private static let named = relation("policies", "AWS::SNS::TopicPolicy", .namedBy, "config.topics")

    @Test(
        "neighbours that the resource names",
        arguments: [
            (#"{ "keys": ["k-1"] }"#, Outcome.pass),
            (#"{ "keys": "arn:aws:kms:1" }"#, .pass),
            (#"{ "keys": ["k-1", "k-2"] }"#, .fail),
            (#"{ "keys": ["k-1", "elsewhere"] }"#, .manual),
            (#"{ "keys": ["k-2", "elsewhere"] }"#, .fail),
            (#"{ "keys": [] }"#, .pass),
            (#"{}"#, .pass),
        ]
    )
    func names(config: String, outcome: Outcome) throws {
        let rule = try Self.rule("related.keys.all(k, k.manager == 'CUSTOMER')", Self.naming)
        #expect(try Self.outcome(of: rule, config, neighbours: Self.neighbours).outcome == outcome)
    }

    @Test(
        "neighbours that name the resource",
        arguments: [("t-1", Outcome.pass), ("t-2", .fail), ("arn:of:t-1", .pass)]
    )
    func namedBy(id: String, outcome: Outcome) throws {
        let rule = try Self.rule("related.policies.exists(p, p.open == false)", Self.named)
        #expect(try Self.outcome(of: rule, "{}", id: id, neighbours: Self.neighbours).outcome == outcome)
    }

    @Test("without a snapshot nothing is known of neighbours, and what the resource itself decides is told")
    func alone() throws {
        let rule = try Self.rule("config.exempt == true || related.keys.all(k, k.manager == 'CUSTOMER')", Self.naming)
        #expect(try Self.outcome(of: rule, #"{ "keys": ["k-1"] }"#, neighbours: nil).outcome == .manual)
        #expect(try Self.outcome(of: rule, #"{ "exempt": true }"#, neighbours: nil).outcome == .pass)
    }

    @Test("a finding names the neighbour's setting")
    func explanation() throws {
        let rule = try Self.rule("related.keys.all(k, k.manager == 'CUSTOMER')", Self.naming)
        let outcome = try Self.outcome(of: rule, #"{ "keys": ["k-2"] }"#, neighbours: Self.neighbours)
        #expect(outcome.explanation?.path == "related.keys[0].manager")
        #expect(outcome.explanation?.value == #""AWS""#)
    }

    @Test("more neighbours than are looked at: the rest counts as unknown")
    func bound() throws {
        let rule = try Self.rule("related.keys.all(k, k.manager == 'CUSTOMER')", Self.naming)
        let members = try (0..<150).map {
            try Self.member("AWS::KMS::Key", ["k"], #"{ "manager": "CUSTOMER", "n": \#($0) }"#)
        }
        let outcome = try Self.outcome(of: rule, #"{ "keys": ["k"] }"#, neighbours: Neighbourhood(members))
        #expect(outcome.outcome == .manual)
    }

    @Test("the documents that checkers get carry relations, and those of other rules are as they were")
    func publication() throws {
        let rule = try Self.rule("related.keys.all(k, k.manager == 'CUSTOMER')", Self.naming)
        let plain = RuleFixture.rule("plain")
        let pack = RuleFixture.pack("p", [rule, plain])
        let content = try #require(pack.documents.first { $0.part == .rules }?.content)
        let read = try PublishedRule.read(content)
        #expect(read.map(\.relations) == [[Self.naming], nil])
    }

    @Test(
        "relations that cannot be followed are mistakes at their place",
        arguments: [
            ("relations: 1", "expected relations by name"),
            ("relations: { keys: { resourceType: T } }", "either which neighbours"),
            ("relations: { keys: { resourceType: T, names: config.a, namedBy: config.b } }", "either which neighbours"),
            ("relations: { keys: { names: config.a } }", "\"resourceType\" is missing"),
            ("relations: { keys: { resourceType: T, names: config. } }", "expected"),
            ("relations: { a-b: { resourceType: T, names: config.a } }", "a relation's name is a word"),
            ("relations: { keys: { resourceType: T, names: config.a, most: 3 } }", "most"),
        ]
    )
    func mistakes(line: String, words: String) throws {
        let text = """
            apiVersion: settei/v1
            kind: RulePack
            metadata: { id: p, version: 1.0.0, title: { en: Pack, ja: パック } }
            rules:
              - id: p.rule
                \(line)
            """
        let loaded = RulePackLoader.load(files: [(name: "p.yaml", bytes: Array(text.utf8))])
        #expect(loaded.diagnostics.contains { $0.message.contains(words) }, "\(loaded.diagnostics.map(\.message))")
    }

    private static let neighbours: Neighbourhood? = try? Neighbourhood([
        member("AWS::KMS::Key", ["k-1", "arn:aws:kms:1"], #"{ "manager": "CUSTOMER" }"#),
        member("AWS::KMS::Key", ["k-2"], #"{ "manager": "AWS" }"#),
        member("AWS::SNS::TopicPolicy", ["p-1"], #"{ "topics": ["t-1", "arn:of:t-1"], "open": false }"#),
        member("AWS::SNS::TopicPolicy", ["p-2"], #"{ "topics": "t-2", "open": true }"#),
        member("AWS::S3::Bucket", ["k-1"], #"{ "manager": "AWS" }"#),
    ])

    private static func member(_ type: String, _ names: [String], _ config: String) throws -> Neighbourhood.Member {
        Neighbourhood.Member(provider: "aws", resourceType: type, names: names, config: try JSONDocument(config).root)
    }

    private static func relation(
        _ name: String,
        _ type: String,
        _ direction: Rule.Relation.Direction,
        _ expression: String
    ) -> Rule.Relation {
        Rule.Relation(name: name, resourceType: type, direction: direction, expression: expression)
    }

    private static func rule(_ check: String, _ relation: Rule.Relation) throws -> Rule {
        var rule = RuleFixture.rule("r", check: check, onMissing: .pass)
        rule.relations = [relation]
        return rule
    }

    private static func outcome(
        of rule: Rule,
        _ config: String,
        id: String = "r-1",
        neighbours: Neighbourhood?
    ) throws -> RuleOutcome {
        let policy = try PolicySet(packs: [RuleFixture.pack("p", [rule])])
        let resource = Resource(provider: "aws", account: "1", region: "r", type: "AWS::S3::Bucket", id: id)
        let change = try JSONDocument(#"{ "configuration": \#(config) }"#)
        let input = EvaluationInput(
            resource: resource,
            change: change.root,
            tenant: "acme",
            now: now,
            neighbours: neighbours
        )
        return try #require(policy.evaluate(input).outcomes.first)
    }
}
