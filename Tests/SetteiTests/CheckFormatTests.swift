import CommandLine
import Foundation
import FoundationXML
import JSON
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Settei

@Suite("What a check prints")
struct CheckFormatTests {
    @Test(
        "each format is as its golden file says",
        arguments: [
            ("check.json", CheckFormat.json), ("check.sarif", .sarif), ("check-junit.xml", .junit),
            ("check-ocsf.ndjson", .ocsf), ("check.csv", .csv), ("check.md", .markdown),
        ]
    )
    func golden(name: String, format: CheckFormat) throws {
        let text = try #require(format.text(of: CheckSamples.report))
        #expect(Golden.difference(of: text, from: name) == nil)
    }

    static func table(_ language: Language, isVerbose: Bool, hasColour: Bool = false) -> String {
        let text = Mutex("")
        let write: @Sendable (String) -> Void = { part in text.withLock { $0 += part } }
        let console = Console(hasColour: hasColour, hasProgress: false, output: write, error: write)
        CheckTable(report: CheckSamples.report(in: language), console: console, isVerbose: isVerbose).show()
        return text.withLock { $0 }
    }

    @Test("the table is as its golden files say")
    func table() {
        #expect(Golden.difference(of: Self.table(.en, isVerbose: false), from: "check-table.txt") == nil)
        #expect(Golden.difference(of: Self.table(.ja, isVerbose: true), from: "check-table-ja.txt") == nil)
    }

    @Test("a terminal obeys only the table's own colours")
    func escapes() {
        let text = Self.table(.en, isVerbose: true, hasColour: true)
        #expect(text.contains("\u{1b}[1;31mCRITICAL"))
        var rest = text[...]
        while let escape = rest.firstIndex(of: "\u{1b}") {
            let sequence = rest[escape...].prefix { $0 != "m" }
            #expect(["\u{1b}[0", "\u{1b}[1", "\u{1b}[2", "\u{1b}[1;31", "\u{1b}[33", "\u{1b}[32"].contains(sequence))
            rest = rest[sequence.endIndex...]
        }
    }

    @Test("what is dangerous stands first, and what the baseline knows is said to be known")
    func order() throws {
        let text = Self.table(.en, isVerbose: false)
        let order = [
            "The bucket is public", "could not be checked", "versioning is off", "Cannot be told before apply",
        ]
        let places = try order.map { try #require(text.range(of: $0)).lowerBound }
        #expect(places == places.sorted())
        #expect(text.contains("LOW (known)"))
    }

    @Test(
        "a spreadsheet takes no cell for a formula",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\tx", "\"'\tx\""), ("\r=1", "\"'\r=1\""), ("＝1", "\"'＝1\""), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""), ("two\nlines", "\"two\nlines\""), ("plain", "plain"), ("", ""),
            ("a\u{1b}[2J\u{7}\u{202e}b", "a\u{fffd}[2J\u{fffd}\u{fffd}b"),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ]
    )
    func cells(text: String, cell: String) {
        #expect(CheckCSV.cell(text) == cell)
    }

    @Test("each line of the CSV has as many cells as there are headings")
    func csv() {
        let lines = CheckCSV.text(of: CheckSamples.report).components(separatedBy: "\r\n").filter { !$0.isEmpty }
        #expect(lines.count == 6)
        for line in lines {
            var (cells, isQuoted) = (1, false)
            for character in line {
                if character == "\"" { isQuoted.toggle() }
                if character == ",", !isQuoted { cells += 1 }
            }
            #expect(cells == 18 && !isQuoted, "\(line)")
        }
    }

    @Test(
        "Markdown is only text",
        arguments: [
            ("**b**", "\\*\\*b\\*\\*"), ("<img>", "&lt;img>"), ("a|b", "a\\|b"), ("[x](y)", "\\[x\\](y)"),
            ("`c`", "\\`c\\`"), ("https://e", "https\\://e"), ("www.e", "www\\.e"), ("@team", "\\@\u{200b}team"),
            ("see #12", "see #\u{200b}12"), ("- x", "\\- x"), ("a\u{1b}b\nc", "a\u{fffd}b c"), ("$x$", "\\$x\\$"),
            ("&lt;", "&amp;lt;"), ("設定", "設定"),
        ]
    )
    func markdown(text: String, escaped: String) {
        #expect(CheckMarkdown.escaped(text) == escaped)
    }

    @Test(
        "code in Markdown cannot be left",
        arguments: [("x", "`x`"), ("`", "`` ` ``"), ("a``b", "``` a``b ```"), ("", "`  `"), ("a\nb", "`a b`")]
    )
    func code(text: String, shown: String) {
        #expect(CheckMarkdown.code(text) == shown)
    }

    @Test("JUnit is XML whose counts are right")
    func junit() throws {
        final class Reader: NSObject, XMLParserDelegate {
            var counts: [String: Int] = [:]
            var told: [String: String] = [:]
            func parser(
                _ parser: XMLParser,
                didStartElement name: String,
                namespaceURI: String?,
                qualifiedName: String?,
                attributes: [String: String]
            ) {
                counts[name, default: 0] += 1
                if name == "testsuites" { told = attributes }
            }
        }
        let reader = Reader()
        let parser = XMLParser(data: Data(CheckJUnit.text(of: CheckSamples.report).utf8))
        parser.delegate = reader
        #expect(parser.parse())
        #expect(reader.counts["testsuite"] == 2)
        #expect(reader.told["tests"] == "\(reader.counts["testcase"] ?? 0)")
        #expect(reader.told["failures"] == "\(reader.counts["failure"] ?? 0)")
        #expect(reader.told["skipped"] == "\(reader.counts["skipped"] ?? 0)")
        #expect(reader.counts["failure"] == 2 && reader.counts["error"] == 1 && reader.counts["skipped"] == 2)
    }

    @Test("SARIF has what its schema requires, and every result names its rule")
    func sarif() throws {
        let root = try JSONDocument(Array(CheckSARIF.text(of: CheckSamples.report).utf8)).root
        #expect(root["version"]?.string == "2.1.0")
        let run = try #require(root["runs"]?[0])
        let rules = try #require(run["tool"]?["driver"]?["rules"])
        #expect(run["tool"]?["driver"]?["name"]?.string != nil)
        for result in try #require(run["results"]).elements {
            let index = try #require(result["ruleIndex"]?.int)
            #expect(rules[Int(index)]?["id"]?.string == result["ruleId"]?.string)
            #expect(["none", "note", "warning", "error"].contains(result["level"]?.string))
            #expect(["fail", "review"].contains(result["kind"]?.string))
            // 3.27.9: where the kind is not "fail" the level is "none".
            #expect((result["kind"]?.string == "fail") == (result["level"]?.string != "none"))
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            let place = result["locations"]?[0]?["physicalLocation"]
            #expect(place?["artifactLocation"]?["uri"]?.string == "plans/a%20plan.json")
            #expect((place?["region"]?["startLine"]?.int ?? 0) >= 1)
            #expect(result["partialFingerprints"]?["setteiFinding/v1"]?.string != nil)
        }
        #expect(run["results"]?.elements.filter { $0["suppressions"] != nil }.count == 1)
    }
}
