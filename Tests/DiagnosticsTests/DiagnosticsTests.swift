import Diagnostics
import Testing

@Suite("Diagnostic")
struct DiagnosticTests {
    let source = SourceFile(name: "packs/a.yaml", bytes: Array("id: a\n名前: \"値\" # x\r\n\tlevel: basik\n".utf8))

    @Test("is shown with place, line, caret and hint")
    func rendering() {
        let diagnostic = Diagnostic(
            .error,
            "unknown level",
            in: source,
            at: .init(line: 3, column: 9),
            length: 5,
            hint: "did you mean \"basic\"?"
        )
        #expect(
            diagnostic.rendered() == """
                packs/a.yaml:3:9: error: unknown level
                     level: basik
                            ^~~~~
                  hint: did you mean "basic"?
                """
        )
    }

    @Test("puts the caret under the second half of a wide text")
    func wide() {
        let diagnostic = Diagnostic(.warning, "odd", in: source, at: .init(line: 2, column: 6), length: 1)
        #expect(
            diagnostic.rendered() == """
                packs/a.yaml:2:6: warning: odd
                    名前: "値" # x
                           ^~
                """
        )
    }

    @Test("shows the part of a long line that matters")
    func long() {
        let line = String(repeating: "a", count: 300) + "X" + String(repeating: "b", count: 300)
        let long = SourceFile(name: "f", bytes: Array(line.utf8))
        let lines = Diagnostic(.error, "m", in: long, at: .init(line: 1, column: 301)).rendered().split(separator: "\n")
        #expect(lines[1].count < 130 && lines[1].hasSuffix("…"))
        let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        let mark = lines[1].firstIndex(of: "X").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
        #expect(caret == mark && caret != nil)
    }

    @Test(
        "keeps of a huge line what is around the place",
        arguments: [(0, 9_000), (1, 9_000), (511, 9_000), (5_000, 5_000), (9_000, 1), (9_000, 0)]
    )
    func huge(before: Int, after: Int) throws {
        let line = String(repeating: "値", count: before) + "X" + String(repeating: "🙂", count: after)
        let source = SourceFile(name: "f", bytes: Array("first\n\(line)\nlast".utf8))
        let diagnostic = Diagnostic(.error, "m", in: source, at: .init(line: 2, column: before + 1))
        let kept = try #require(diagnostic.sourceLine)
        #expect(kept.utf8.count <= 1_030 && !kept.contains("\u{fffd}"))
        let lines = diagnostic.rendered().split(separator: "\n")
        #expect(lines[1].hasPrefix("    …") == (before > 110))
        #expect(lines[1].hasSuffix("…") == (after > 1))
        let shown = lines[1].prefix { $0 != "X" }
        #expect(lines[2].count - 1 == shown.count + shown.count { $0 == "値" })
    }

    @Test("cannot write to the terminal")
    func harmless() {
        let diagnostic = Diagnostic(.error, "a\u{1b}[31mb", file: "f", position: nil, hint: "x\u{202e}y")
        #expect(diagnostic.rendered() == "f: error: a [31mb\n  hint: x y")
    }
}

@Suite("Diagnostics")
struct DiagnosticsTests {
    @Test("are sorted by file and place, and notes stay with what they explain")
    func sorting() {
        var all = Diagnostics()
        all.append(Diagnostic(.error, "late", file: "b", position: .init(line: 9, column: 1)))
        all.append(Diagnostic(.note, "late's note", file: "a", position: .init(line: 1, column: 1)))
        all.append(Diagnostic(.warning, "early", file: "b", position: .init(line: 2, column: 5)))
        all.append(Diagnostic(.error, "first", file: "b", position: .init(line: 2, column: 1)))
        all.append(Diagnostic(.error, "whole file", file: "b"))
        all.append(Diagnostic(.error, "other", file: "a", position: .init(line: 99, column: 1)))
        let order = ["other", "whole file", "first", "early", "late", "late's note"]
        #expect(all.sorted().map(\.message) == order)
        #expect(all.errors.count == 4 && all.warnings.count == 1 && all.hasErrors)
        #expect(throws: Diagnostics.self) { try all.throwIfErrors() }
        #expect(all.rendered(limit: 2).hasSuffix("… and 4 more"))
    }

    @Test("without an error throw nothing")
    func warnings() throws {
        try Diagnostics([Diagnostic(.warning, "w", file: "f")]).throwIfErrors()
    }
}

@Suite("SourceFile")
struct SourceFileTests {
    @Test("knows its lines whatever ends them")
    func lines() {
        let file = SourceFile(name: "f", bytes: Array("a\nb\r\nc\rd".utf8))
        #expect((0...5).map { file.line($0) } == [nil, "a", "b", "c", "d", nil])
        #expect(SourceFile(name: "f", bytes: []).line(1) == "")
    }

    @Test("counts columns in characters", arguments: [(0, 1, 1), (2, 2, 1), (5, 2, 2), (8, 2, 3), (99, 2, 4)])
    func position(offset: Int, line: Int, column: Int) {
        let file = SourceFile(name: "f", bytes: Array("a\n日本x".utf8))
        #expect(file.position(ofByte: offset) == SourcePosition(line: line, column: column))
    }
}

@Suite("Suggestion")
struct SuggestionTests {
    @Test(
        "finds what was probably meant",
        arguments: [
            ("servrity", "severity"), ("titel", "title"), ("Level", "level"), ("xyz", nil), ("", nil), ("i", nil),
            ("levle", "level"), ("categoryy", "category"),
        ] as [(String, String?)]
    )
    func nearest(word: String, expected: String?) {
        let keys = ["id", "severity", "title", "level", "category"]
        #expect(Suggestion.nearest(to: word, among: keys) == expected)
    }
}
