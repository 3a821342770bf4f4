import Diagnostics
import Testing

@testable import Adapters

@Suite("Reading files of mappings")
struct MappingReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let mappings: String
        /// `line:column` in the file, and the beginning of the message; of each mistake.
        let mistakes: [String]
        var testDescription: String { name }
    }

    static let target = "to: { provider: aws, service: s, resourceType: T }"

    static let cases: [Case] = [
        Case(name: "a correct one", mappings: "- from: t\n  \(target)\n  config: { a: values.x }", mistakes: []),
        Case(name: "a list of types", mappings: "- from: [t, u]\n  \(target)\n  config: { a: values.x }", mistakes: []),
        Case(
            name: "neither to nor part",
            mappings: "- from: t\n  config: { a: values.x }",
            mistakes: [#"5:5: neither "to" nor "part""#]
        ),
        Case(
            name: "to and part",
            mappings:
                "- from: t\n  \(target)\n  part: { of: T, provider: aws, named: values.x }\n  config: { a: values.x }",
            mistakes: [#"7:11: a mapping has "to" or "part", not both"#]
        ),
        Case(
            name: "without config",
            mappings: "- from: t\n  \(target)",
            mistakes: [#"5:5: the key "config" is missing"#]
        ),
        Case(
            name: "a key that is misspelled",
            mappings: "- form: t\n  \(target)\n  config: { a: values.x }",
            mistakes: [#"5:5: the key "from" is missing"#, #"5:5: unknown key "form""#]
        ),
        Case(
            name: "an expression with a mistake",
            mappings: "- from: t\n  \(target)\n  config:\n    a: values.x +",
            mistakes: ["8:20:"]
        ),
        Case(
            name: "a constant in one pair of quotes",
            mappings: "- from: t\n  \(target)\n  config:\n    a: 'Standard'",
            mistakes: ["8:11: "]
        ),
        Case(
            name: "a condition that is none",
            mappings: "- from: t\n  \(target)\n  when: \"'x'\"\n  config: { a: values.x }",
            mistakes: ["7:12: "]
        ),
        Case(
            name: "nothing where a value should be",
            mappings: "- from: t\n  \(target)\n  config:\n    a:\n    b: values.x",
            mistakes: ["8:9: nothing stands here"]
        ),
        Case(
            name: "an unknown word with $",
            mappings: "- from: t\n  \(target)\n  config: { $cpy: { of: values } }",
            mistakes: [#"7:15: unknown key "$cpy""#]
        ),
        Case(
            name: "$value by itself",
            mappings: "- from: t\n  \(target)\n  config: { a: { $value: values.x } }",
            mistakes: [#"7:20: "$value" stands only beside "$each""#]
        ),
        Case(
            name: "$value beside more",
            mappings: "- from: t\n  \(target)\n  config: { a: { $each: { in: values.x, as: r }, $value: r, b: r } }",
            mistakes: [#"7:63: beside "$value" nothing else can stand"#]
        ),
        Case(
            name: "a style that there is not",
            mappings: "- from: t\n  \(target)\n  config: { $copy: { of: values, keys: camle } }",
            mistakes: ["7:42: expected one of same, camel, pascal, lowerFirst"]
        ),
        Case(
            name: "a loop's name that is taken",
            mappings: "- from: t\n  \(target)\n  config: { a: { $each: { in: values.x, as: values }, b: 1 } }",
            mistakes: ["7:47: expected a name for the element"]
        ),
        Case(
            name: "a loop's variable outside of it",
            mappings: "- from: t\n  \(target)\n  config: { a: { $each: { in: values.x, as: r }, b: r.y }, c: r.y }",
            mistakes: ["7:65: "]
        ),
        Case(
            name: "settings that are a list",
            mappings: "- from: t\n  \(target)\n  config: [values.x]",
            mistakes: ["7:13: expected settings (name: value), found a list"]
        ),
        Case(
            name: "a part without a name for what it configures",
            mappings: "- from: t\n  part: { of: T, provider: aws }\n  config: { a: values.x }",
            mistakes: [#"6:11: the key "named" is missing"#]
        ),
        Case(
            name: "one type twice",
            mappings: "- from: t\n  \(target)\n  config: { a: 1 }\n- from: t\n  \(target)\n  config: { a: 2 }",
            mistakes: [#"8:5: "t" becomes T twice"#, "5:5: it was here first"]
        ),
        Case(
            name: "one type twice, told apart",
            mappings:
                "- from: t\n  \(target)\n  config: { a: 1 }\n- from: t\n  when: values.x == 1\n  \(target)\n  config: { a: 2 }",
            mistakes: []
        ),
    ]

    @Test("each mistake is shown where it stands", arguments: cases)
    func mistakes(_ example: Case) {
        let lint = MappingLint(files: [("f.yaml", Mappings.file(example.mappings))])
        let found = lint.diagnostics.map { diagnostic in
            "\(diagnostic.position.map { "\($0.line):\($0.column)" } ?? "-"): \(diagnostic.message)"
        }
        #expect(found.count == example.mistakes.count, "\(found)")
        for (found, expected) in zip(found, example.mistakes) { #expect(found.hasPrefix(expected), "\(found)") }
    }

    @Test(
        "a file that is no file of mappings says so",
        arguments: [
            ("", "the file is empty"), ("- a", "expected a mapping"),
            ("kind: RulePack", "the key \"apiVersion\" is missing"),
            ("a: [", "did not find expected"),
        ]
    )
    func files(_ text: String, _ words: String) {
        let lint = MappingLint(files: [("f.yaml", Array(text.utf8))])
        #expect(!lint.isValid)
        #expect(lint.diagnostics.contains { $0.message.contains(words) }, "\(lint.diagnostics)")
    }

    @Test("what is wrong in a file that a plan needs is told with what comes out")
    func problems() throws {
        let set = Mappings.set("- from: t\n  \(Self.target)\n  config: { a: values.x, b: }")
        let outcome = ResourceMapper(set, source: "terraform").outcome(of: [try Mappings.resource(#"{"x":1}"#)])
        #expect(outcome.problems.errors.count == 1)
        let unneeded = ResourceMapper(set, source: "terraform").outcome(of: [try Mappings.resource("{}", type: "u")])
        #expect(unneeded.problems.isEmpty && unneeded.ignored == ["u (1)"])
    }

    @Test("the shipped mappings have no mistake")
    func shipped() {
        let lint = MappingLint(paths: [Shipped.folder])
        #expect(lint.isValid, "\(lint.diagnostics)")
        #expect(lint.mappingCount >= 10)
    }
}
