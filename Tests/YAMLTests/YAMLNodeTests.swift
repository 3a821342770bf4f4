import Diagnostics
import JSON
import Testing
import YAML

/// Reads one document and returns it with what was said about it.
func read(_ text: String, limits: YAMLLimits = YAMLLimits()) -> (node: YAMLNode?, said: Diagnostics) {
    let sink = DiagnosticSink()
    let node = YAMLNode.parseDocument(Array(text.utf8), file: "t.yaml", into: sink, limits: limits)
    return (node, sink.diagnostics)
}

@Suite("YAMLNode")
struct YAMLNodeTests {
    @Test("becomes the JSON that it means")
    func json() throws {
        let text = """
            a: {x: 1, y: [true, ~, "2", '3', 4.5]}
            名前: |
              line one
                two
            folded: >
              a
              b
            empty:
            quoted: "tab\\tand \\u65e5"
            """
        let node = try #require(read(text).node)
        let sink = DiagnosticSink()
        #expect(
            String(decoding: node.json(into: sink), as: UTF8.self)
                == #"{"a":{"x":1,"y":[true,null,"2","3",4.5]},"名前":"line one\n  two\n","folded":"a b\n","#
                + #""empty":null,"quoted":"tab\tand 日"}"#
        )
        #expect(sink.diagnostics.isEmpty)
    }

    @Test(
        "what ends a line for some readers of YAML and not for others is refused at its place",
        arguments: [
            ("a: 1 # x\u{85}b: 2", "t.yaml:1:9: error: the character U+0085"),
            ("a: 1\nb: \"日本\u{2028}\"\n", "t.yaml:2:7: error: the character U+2028"),
            ("\u{2029}", "t.yaml:1:1: error: the character U+2029"),
        ]
    )
    func doubtfulBreaks(text: String, words: String) {
        let (node, said) = read(text)
        #expect(node == nil)
        #expect(said.rendered().hasPrefix(words), "\(said.rendered())")
        #expect(said.rendered().contains("write \"\\u"))
    }

    @Test("written as escapes, and beside what only begins like them, these characters are text")
    func escapedBreaks() throws {
        let node = try #require(read(#"a: "\u2028\N\P\u0085 ‐Â""#).node?["a"])
        #expect(node.string == "\u{2028}\u{85}\u{2029}\u{85} ‐Â")
    }

    @Test(
        "types plain scalars as YAML 1.2 does",
        arguments: [
            ("null", .null), ("~", .null), ("Null", .null), ("nUll", .text("nUll")),
            ("true", .bool(true)), ("FALSE", .bool(false)), ("yes", .text("yes")), ("On", .text("On")),
            ("0", .int(0)), ("-12", .int(-12)), ("+3", .int(3)), ("0o17", .int(15)), ("0xfF", .int(255)),
            ("1_000", .text("1_000")), ("0x", .text("0x")), ("0x-1", .text("0x-1")), ("-0x1", .text("-0x1")),
            ("9223372036854775807", .int(.max)), ("18446744073709551615", .uint(.max)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)),
            ("1.5", .double(1.5)), (".5", .double(0.5)), ("1.", .double(1)), ("1e3", .double(1000)),
            ("-1.5E-2", .double(-0.015)),
            (".", .text(".")), ("1e", .text("1e")), ("1.2.3", .text("1.2.3")), ("inf", .text("inf")),
            ("nan", .text("nan")),
            (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), ("2026-11-20", .text("2026-11-20")),
            ("\"1\"", .text("1")), ("!!str 1", .text("1")), ("! 1", .text("1")), ("0x1p3", .text("0x1p3")),
            ("12:30:45", .text("12:30:45")),
        ] as [(String, YAMLScalar.Value)]
    )
    func typing(text: String, value: YAMLScalar.Value) throws {
        #expect(try #require(read("- \(text)").node?.elements?.first?.scalar).value == value)
    }

    @Test(
        "warns of what its author may not mean",
        arguments: [
            ("a: yes", "not a truth value"), ("[No]", "not a truth value"), ("id: 012345678901", "leading zeros"),
        ]
    )
    func warnings(text: String, message: String) throws {
        let said = read(text).said
        #expect(said.count == 1 && !said.hasErrors)
        #expect(try #require(said.first).message.contains(message))
        #expect(read("a: 'yes'").said.isEmpty)
        #expect(read("on: 1").said.isEmpty)
    }

    @Test(
        "refuses with place, line and caret",
        arguments: [
            (
                "a: 1\nb: 2\na: 3",
                "t.yaml:3:1: error: the key \"a\" is here twice\n    a: 3\n    ^\nt.yaml:1:1: note: it was here first\n    a: 1\n    ^"
            ),
            ("a: &x 1\nb: *x", "t.yaml:1:4: error: anchors (&) are not supported"),
            ("b: *x", "t.yaml:1:4: error: aliases (*) are not supported"),
            ("a: {<<: {b: 1}}", "t.yaml:1:5: error: merge keys (<<) are not supported"),
            ("a: !!int x", "t.yaml:1:4: error: the tag tag:yaml.org,2002:int is not supported"),
            (
                "a: !env X",
                "t.yaml:1:4: error: the tag !env is not supported\n    a: !env X\n       ^\n  hint: a text that begins with ! stands in quotes"
            ),
            ("[1]: a", "t.yaml:1:1: error: a key must be a text, not a list"),
            ("a: [1, 2", "t.yaml:1:9: error: did not find expected ',' or ']', while parsing a flow sequence"),
            ("a: b: c", "t.yaml:1:5: error: mapping values are not allowed in this context"),
            ("\tx: 1", "t.yaml:1:1: error: found character that cannot start any token"),
            ("", "t.yaml: error: the file is empty"),
            ("# nothing", "t.yaml: error: the file is empty"),
            ("a: 1\n---\nb: 2", "t.yaml:3:1: error: a second document"),
        ]
    )
    func mistakes(text: String, expected: String) {
        let said = read(text).said
        #expect(said.rendered().hasPrefix(expected), "\(said.rendered())")
    }

    @Test("passes over a byte order mark")
    func byteOrderMark() {
        let found = read("\u{feff}a: 1")
        #expect(found.said.isEmpty, "\(found.said.rendered())")
        #expect(found.node?["a"] != nil)
    }

    @Test("finds more than one mistake in a file")
    func several() {
        #expect(read("a: 1\na: 2\nb: &x 1\nc: !t 1\n").said.errors.count == 3)
    }

    @Test("refuses what is not UTF-8, with its place")
    func encoding() {
        let sink = DiagnosticSink()
        #expect(YAMLNode.parse(Array("a: 1\nb: ".utf8) + [0xff, 0xfe], file: "t", into: sink).isEmpty)
        #expect(sink.diagnostics.rendered().hasPrefix("t:2:4: error: invalid leading UTF-8 octet"))
    }

    @Test("bounds size, depth and number of values")
    func limits() {
        var limits = YAMLLimits()
        limits.maximumBytes = 100
        #expect(read(String(repeating: "a", count: 101), limits: limits).said.hasErrors)
        limits = YAMLLimits()
        #expect(read(String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).said.hasErrors)
        #expect(!read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).said.hasErrors)
        limits.maximumNodes = 10
        #expect(read("[1,2,3,4,5,6,7,8,9,10]", limits: limits).said.hasErrors)
    }

    @Test("says when a file cannot be read")
    func missing() {
        let sink = DiagnosticSink()
        #expect(YAMLNode.load(path: "/nowhere.yaml", into: sink).isEmpty)
        #expect(sink.diagnostics.rendered() == "/nowhere.yaml: error: cannot be read: No such file or directory")
    }

    @Test("says when JSON has no such number")
    func infinity() throws {
        let sink = DiagnosticSink()
        let node = try #require(read("a: .inf").node)
        #expect(node.json(into: sink) == Array(#"{"a":null}"#.utf8))
        #expect(sink.hasErrors)
    }
}
