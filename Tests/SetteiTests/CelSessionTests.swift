import CommandLine
import Foundation
import TestSupport
import Testing

@testable import Settei

@Suite("A session of settei cel")
struct CelSessionTests {
    @Test("an interruption drops what is being written, and no more")
    func interruption() {
        var rest = [":let a = 40", "[1,", nil, "a + 2", nil, ":quit"][...]
        let shown = Shown()
        var loop = ReadLoop(Workbench(), console: shown.console, settings: ReadLoop.Settings(isTerminal: true))
        let status = loop.run { () throws(Interruption) in
            guard let line = rest.removeFirst() else { throw Interruption() }
            return line
        }
        #expect(status == .success)
        #expect(shown.text.hasSuffix("cel> a = 40\ncel> ...> \ncel> 42\ncel> \ncel> "), "\(shown.text)")
    }

    @Test("lines of a terminal are read one by one, and ^C drops what was begun")
    func terminalLines() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("one\n\n値\nbegun".utf8))
        var lines = TerminalLines(pipe.fileHandleForReading.fileDescriptor)
        for line in ["one", "", "値"] { #expect(try lines.next() == line) }
        TerminalLines.interrupt()
        #expect(throws: Interruption.self) { try lines.next() }
        try pipe.fileHandleForWriting.write(contentsOf: Data("two\nlast".utf8))
        try pipe.fileHandleForWriting.close()
        for line in ["two", "last", nil] { #expect(try lines.next() == line) }
    }

    @Test("an arrow key does not swallow what is written next")
    func arrowKey() {
        var rest = ["\u{1b}[A", "40 + 2", ":quit"][...]
        let shown = Shown()
        var loop = ReadLoop(Workbench(), console: shown.console, settings: ReadLoop.Settings(isTerminal: true))
        _ = loop.run { rest.popFirst() }
        #expect(shown.text.contains("see :history"))
        #expect(shown.text.contains("42\n"))
    }

    @Test("a session is as its golden file says")
    func session() {
        let lines = [
            "1 + 1", "_ * 3", "[1,", "2].all(x, x > 1)", ":let a = {'k': 3u}", "a.k", ":vars", ":type a.k",
            ":explain a.k == 4u",
            "// a remark", "", ":functions startsw", ":functions nosuch", ":typo", ":hist", ":let b = [1,", "2]", "a.",
            "!1", "!99", ":let 1 = 2",
            ":load", ":layout a.k == 1u && a.k == 2u",
            ":history",
            "'''open", "end'''", ":quit", "never read",
        ]
        var rest = lines[...]
        let shown = Shown()
        var loop = ReadLoop(Workbench(), console: shown.console, settings: ReadLoop.Settings(isTerminal: true))
        let status = loop.run { rest.popFirst() }
        #expect(status == .success)
        #expect(rest == ["never read"])
        #expect(Golden.difference(of: shown.text, from: "cel-session.txt") == nil)
    }

    @Test(
        "piped lines end with the status of the worst",
        arguments: [(["true", "2"], 0), (["true", "false", "1"], 1), (["false", "1 +", "true"], 65)]
            as [([String], Int32)]
    )
    func piped(lines: [String], status: Int32) {
        var rest = lines[...]
        let shown = Shown()
        var loop = ReadLoop(Workbench(), console: shown.console, settings: ReadLoop.Settings())
        #expect(loop.run { rest.popFirst() }.rawValue == status)
        #expect(!shown.text.contains("cel>"))
    }

    @Test(
        "an expression goes on while it is open",
        arguments: [
            ("[1,", true), ("f(\n", true), ("f(')')", false), ("f(')'", true), ("'''a", true), ("'''a'''", false),
            ("1 // (", false),
            ("'a", false), ("r'\\'", false), (")", false), ("b\"(\"", false), ("'\\'(' + ''", false),
        ]
    )
    func open(text: String, isOpen: Bool) {
        #expect(OpenBrackets.isUnfinished(text) == isOpen)
    }
}
