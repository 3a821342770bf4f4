import Diagnostics
import Testing
import YAML

@Suite("YAMLReader")
struct YAMLReaderTests {
    enum Level: String, CaseIterable { case basic, recommended }

    struct Rule: Equatable {
        var id: String
        var level: Level
        var limit: Int
        var tags: [String]
        var title: String
    }

    /// Shows how a type is read: ask for everything, finish, then look whether all is there.
    static func rule(_ node: YAMLNode, into sink: DiagnosticSink) -> Rule? {
        let reader = node.reader(into: sink)
        let id = reader.string("id")
        let level = reader.choice("level", of: Level.self)
        let limit = reader.int("limit", in: 1...100, default: 10)
        let tags = reader.optionalStrings("tags")
        let titles = reader.mapping("title")
        let title = titles?.string("en")
        titles?.finish()
        reader.finish()
        guard let id, let level, let title, !sink.hasErrors else { return nil }
        return Rule(id: id, level: level, limit: limit, tags: tags, title: title)
    }

    @Test("reads what is right")
    func right() throws {
        let sink = DiagnosticSink()
        let node = try #require(read("{id: a, level: basic, tags: [x, \"1\"], title: {en: T}}").node)
        let rule = Rule(id: "a", level: .basic, limit: 10, tags: ["x", "1"], title: "T")
        #expect(Self.rule(node, into: sink) == rule)
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("reports every mistake at its place")
    func mistakes() throws {
        let sink = DiagnosticSink()
        let node = try #require(
            read(
                """
                id: 7
                levle: basic
                limit: 1000
                tags: [a, 2]
                title:
                  en: [T]
                  jp: 題
                colour: red
                """
            ).node
        )
        #expect(Self.rule(node, into: sink) == nil)
        #expect(
            sink.diagnostics.rendered() == """
                t.yaml:1:1: error: the key "level" is missing
                    id: 7
                    ^
                  hint: "levle" looks like it
                t.yaml:1:5: error: expected a text, found the number 7
                    id: 7
                        ^
                  hint: put it in quotes: "7"
                t.yaml:2:1: error: unknown key "levle"
                    levle: basic
                    ^~~~~
                  hint: did you mean "level"?
                t.yaml:3:8: error: expected an integer from 1 to 100, found the number 1000
                    limit: 1000
                           ^~~~
                t.yaml:4:11: error: expected a text, found the number 2
                    tags: [a, 2]
                              ^
                  hint: put it in quotes: "2"
                t.yaml:6:7: error: expected a text, found a list
                      en: [T]
                          ^
                t.yaml:7:3: error: unknown key "jp"
                      jp: 題
                      ^~
                  hint: the keys here are en
                t.yaml:8:1: error: unknown key "colour"
                    colour: red
                    ^~~~~~
                  hint: the keys here are id, level, limit, tags, title
                """
        )
    }

    @Test("suggests the word of a choice")
    func choice() throws {
        let sink = DiagnosticSink()
        let reader = try #require(read("level: basik").node).reader(into: sink)
        #expect(reader.choice("level", of: Level.self) == nil)
        #expect(sink.diagnostics.first?.message == "expected one of basic, recommended, found the text \"basik\"")
        #expect(sink.diagnostics.first?.hint == "did you mean \"basic\"?")
    }

    @Test("says once that something is no mapping")
    func noMapping() throws {
        let sink = DiagnosticSink()
        #expect(Self.rule(try #require(read("[1]").node), into: sink) == nil)
        #expect(sink.diagnostics.map(\.message) == ["expected a mapping (key: value), found a list"])
    }
}
