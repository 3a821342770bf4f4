import Expressions
import JSON
import TestSupport
import Testing

/// What people write wrong, and what they are told.
@Suite("Wrong expressions")
struct WrongExpressionsTests {
    static let expressions = [
        // Operators of other languages.
        "config.size = 5",
        "config.size == 5 and config.name == 'a' or not config.encryption.enabled",
        "has(config.size) & has(config.name)",
        "config.size === 5 || config.name <> 'a'",
        "config.size ?? 5 > 3",
        "config?.encryption",
        "config.name =~ '^a'",
        "0 < config.size < 10",
        "1 == 1 == 1",
        "if config.size > 5 then true else false",
        "config.rules.all(r => r.port != 22)",
        "config.size > 5 ? true",
        "config.name == 'a';",
        "config.tags not in ['a']",
        // Values.
        "config.encryption.enabled == True && previous == None",
        "config.name == “logs”",
        "config.name == 'logs",
        "config.name.matches('\\d+')",
        "config.size == 99999999999999999999",
        "config.size > 10GB",
        "timestamp('2026-01-01T00:00:00Z') + 24h",
        "config.size == 1_000",
        "{name: 'a', 'b' 2}",
        "config.rules[0].port in 22, 80",
        // Brackets.
        "(config.size > 1 && (config.size < 5 || config.name == 'a')",
        "config.rules.exists(r, r.port == 22",
        "[1, 2, 3) == []",
        "config.size > 1) || config.size < 5",
        "size(config.rules,) > 0",
        // Names.
        "confg.size > 1",
        "config.encrytion.enabled",
        "config.rules.all(r, r.prot == 22)",
        "config.rules.port == 22",
        "config.rules.filter(r, x.port == 22) == []",
        "config.name.true",
        "config.tags.`aws:owner` == ''",
        "for x in config.rules: x.port",
        // Functions and macros.
        "config.name.length() > 3",
        "config.name.startwith('a')",
        "contains(config.name, 'a')",
        "config.size.string() == '5'",
        "exists(config.encryption)",
        "config.rules.exists(r.port == 22)",
        "config.rules.all(config.size, true)",
        "config.rules.exist(r, r.port == 22)",
        "has(config['name'])",
        "has(config)",
        "config.name.contains('a', 'b')",
        "config.name.contains(1)",
        "config.name contains 'a'",
        "maths.abs(config.size) > 1",
        // Types.
        "'size: ' + config.size",
        "config.size + 1u > 2",
        "config.size + 1.5 > 2.0",
        "config.size == '5'",
        "config.encryption.enabled == 'true'",
        "config.name",
        "config.rules && true",
        "!config.size",
        "'a' in config.name",
        "config.rules[0]['prt'] == 22 || config.rules['a'] == 1",
        "config.created > '2026-01-01T00:00:00Z'",
        "size(config.size) > 1",
        "config.created - config.created > 5",
    ]

    static func environment() throws -> Environment {
        let type = try StaticType(
            schema: JSONDocument(CheckerTests.schema).root,
            named: "config"
        )
        guard case .record(let record) = type else { throw ExpectationError() }
        let created = RecordType.Field("created", .timestamp)
        let config = RecordType(name: "config", fields: record.fields + [created])
        return Environment(variables: [Variable("config", .record(config)), Variable("previous")])
    }

    struct ExpectationError: Error {}

    @Test("what is wrong is told with its place and a way out")
    func golden() throws {
        var environment = try Self.environment()
        environment.expectedType = .bool
        var text = ""
        for source in Self.expressions {
            do throws(ExpressionErrors) {
                _ = try Program(compiling: source, in: environment)
                Issue.record("\(source) is correct")
            } catch {
                text += "\(error)\n\n"
            }
        }
        let difference = Golden.difference(of: text, from: "wrong-expressions.txt")
        #expect(difference == nil, "\(difference ?? "")")
    }
}
