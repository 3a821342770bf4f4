import Diagnostics
import Testing
import YAML

/// Each case marks one character of the text with ⚑ in front; the mark is taken out and its place must be found again.
@Suite("A place inside a scalar")
struct YAMLPositionTests {
    @Test(
        "is the place in the file",
        arguments: [
            "check: config.⚑x == 1\n",
            "check: ⚑config\n",
            "check: '⚑config'\n",
            "check: 'it''s ⚑x'\n",
            "check: \"a\\tb ⚑c\"\n",
            "check: \"\\u65e5\\x41\\N日⚑c\"\n",
            "check: 日本⚑x # comment\n",
            "check: |\n  first\n  sec⚑ond\n",
            "check: |\n  ⚑first\n  second\n",
            "check: | # comment\n    a ==\n      日本⚑b\n    c\n",
            "a:\n  check: |-\n\n    a\n\n    b⚑b\n",
            "check: |2\n    two more ⚑x\n",
            "check: >\n  folded ⚑x\n  y\n",
            "check: >-\n  folded x\n  y ⚑z\n",
            "check: plain\n  over two ⚑lines\n",
            "check: 'quoted\n  over two ⚑lines'\n",
            "check: >\n  a\n\n  b ⚑c\n",
        ]
    )
    func place(marked: String) throws {
        let text = marked.replacing("⚑", with: "")
        let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("⚑") })
        let mark = try #require(lines[line].unicodeScalars.firstIndex(of: "⚑"))
        let column = lines[line].unicodeScalars.distance(from: lines[line].unicodeScalars.startIndex, to: mark)
        let target = lines[line].unicodeScalars[lines[line].unicodeScalars.index(after: mark)]

        let root = try #require(read(text).node)
        let node = try #require(root["check"] ?? root["a"]?["check"])
        // The marked characters are chosen so that the last occurrence in the value is the marked one.
        let value = try #require(node.string)
        let word = String(
            lines[line].unicodeScalars[lines[line].unicodeScalars.index(after: mark)...].prefix {
                $0 != "'" && $0 != "\"" && $0 != " "
            }
        )
        let range = try #require(value.ranges(of: word).last, "\(word) in \(value)")
        let offset = value.utf8.distance(from: value.startIndex, to: range.lowerBound)
        #expect(node.position(ofByte: offset) == SourcePosition(line: line + 1, column: column + 1), "\(target)")
    }

    @Test("past the end is the end, and before the start the start")
    func outside() throws {
        let node = try #require(read("check: abc").node?["check"])
        #expect(node.position(ofByte: 99) == SourcePosition(line: 1, column: 11))
        #expect(node.position(ofByte: -1) == SourcePosition(line: 1, column: 8))
    }

    @Test("of a block that nothing is in, at the end of the file, is where it begins", arguments: ["|", ">-"])
    func emptyBlock(style: String) throws {
        let node = try #require(read("a: 1\ncheck: \(style)").node?["check"])
        #expect(node.position(ofByte: 0) == SourcePosition(line: 2, column: 8))
    }

    @Test("of nothing, at the end of the file, is in the file", arguments: ["---", "--- # nothing", "a:", "- "])
    func nothing(text: String) throws {
        let node = try #require(read(text).node)
        #expect(node.start.line == 1 && node.end.line == 1)
    }

    @Test("is shown with its line")
    func diagnostic() throws {
        let node = try #require(read("check: |\n  a &&\n  b ==\n").node?["check"])
        let text = node.diagnostic(.error, "unexpected end", atByte: 7, length: 2).rendered()
        #expect(text == "t.yaml:3:5: error: unexpected end\n      b ==\n        ^~")
    }
}
