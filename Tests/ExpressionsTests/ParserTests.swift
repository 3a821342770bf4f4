import Foundation
import JSON
import TestSupport
import Testing

@testable import Expressions

@Suite("Parser")
struct ParserTests {
    static func text(_ source: String, expandsMacros: Bool = true) throws -> String {
        try Parser.parse(source, limits: Limits(), expandsMacros: expandsMacros).text
    }

    static func issues(_ source: String) -> [String] {
        do throws(ExpressionErrors) {
            _ = try Parser.parse(source, limits: Limits())
            return []
        } catch {
            return error.issues.map { "\($0.offset): \($0.message)" }
        }
    }

    @Test(
        "operators bind as the specification says",
        arguments: [
            ("a || b && c || d", "(|| a (&& b c) d)"), ("a ? b : c ? d : e", "(? a b (? c d e))"),
            ("a + b * c - d", "(- (+ a (* b c)) d)"), ("a == b + 1 && !c", "(&& (== a (+ b 1)) (!_ c))"),
            ("a < b == c", "(== (< a b) c)"), ("a in b || c in d", "(|| (in a b) (in c d))"),
            ("!!a", "a"), ("!!!a", "(!_ a)"), ("--a", "a"), ("---5", "-5"), ("-5.x", "-5.x"),
            ("a - -1", "(- a -1)"),
            ("a -1", "(- a 1)"), ("!a.b", "(!_ a.b)"), ("-a[0]", "(-_ a[0])"), ("(a + b) * c", "(* (+ a b) c)"),
            ("-9223372036854775808", "-9223372036854775808"), ("!x in y", "(in (!_ x) y)"),
        ]
    )
    func operators(source: String, tree: String) throws { #expect(try Self.text(source) == tree) }

    @Test(
        "operands are read with what is selected from them",
        arguments: [
            ("a.b.c", "a.b.c"), (".a.b", ".a.b"), (". a . b", ".a.b"), ("a.`b-c/d. e`", "a.b-c/d. e"),
            ("a.if.for", "a.if.for"),
            ("a[0][b]", "a[0][b]"), ("f()", "(f)"), ("a.f(1, b)", "(f a. 1 b)"), (".f(1)", "(f 1)"),
            ("a.b.f()", "(f a.b.)"),
            ("[1, 2,]", "[1, 2]"), ("[]", "[]"), ("[,]", "[]"), ("{}", "{}"), ("{'a': 1, b: c,}", "{'a': 1, b: c}"),
            ("{true: {1u: 2.5}}", "{true: {1u: 2.5}}"), ("null", "null"), ("a // why\n && b", "(&& a b)"),
            ("T{}", "T{}"), ("a.b.T{x: 1, `y z`: 2}", "a.b.T{x: 1, y z: 2}"),
            (".a.T{for: [1]}.for", ".a.T{for: [1]}.for"),
            ("T{x: U{y: 1}}", "T{x: U{y: 1}}"),
        ]
    )
    func operands(source: String, tree: String) throws { #expect(try Self.text(source) == tree) }

    @Test(
        "optional selections, elements, entries and fields are read",
        arguments: [
            ("a.?b", "a.?b"), ("a.?b.c[?0]", "a.?b.c[?0]"), ("a. ? `b c`", "a.?b c"), ("a[?b.c]", "a[?b.c]"),
            ("[?a, b, ?c.?d]", "[?a, b, ?c.?d]"), ("{?a: b, c: d}", "{?a: b, c: d}"), ("T{?a: b}", "T{?a: b}"),
            ("a ? [?b] : c", "(? a [?b] c)"), ("a ? .5 : .b", "(? a 0.5 .b)"), ("a.?b.orValue(1)", "(orValue a.?b. 1)"),
            ("a.?b(c)", ""),
        ]
    )
    func optionals(source: String, tree: String) throws {
        if tree.isEmpty {
            #expect(!Self.issues(source).isEmpty)
        } else {
            #expect(try Self.text(source) == tree)
        }
    }

    @Test(
        "macros become parts of their own, other calls of their names stay calls",
        arguments: [
            ("has(a.b)", "has(a b)"), ("has(a.?b.c)", "has(a.?b c)"), ("has(a[0].`b c`)", "has(a[0] b c)"),
            ("a.all(x, x > 0)", "all(a; x; (> x 0))"), ("a.exists(i, x, x > i)", "exists(a; i,x; (> x i))"),
            ("a.exists_one(x, x)", "existsOne(a; x; x)"), ("a.existsOne(k, v, k)", "existsOne(a; k,v; k)"),
            ("a.filter(x, x)", "filter(a; x; x)"), ("a.map(x, x)", "map(a; x; x)"),
            ("a.map(x, x, y)", "map(a; x; x; y)"),
            ("a.transformList(i, x, x)", "map(a; i,x; x)"), ("a.transformList(i, x, i, x)", "map(a; i,x; i; x)"),
            ("a.transformMap(k, v, v)", "transformMap(a; k,v; v)"),
            ("a.transformMapEntry(k, v, {v: k})", "transformMapEntry(a; k,v; {v: k})"),
            ("a.transformMapEntry(k, v, k, {v: k})", "transformMapEntry(a; k,v; k; {v: k})"),
            ("a.optMap(x, x + 1)", "opt(a; x; (+ x 1))"), ("a.optFlatMap(x, x.?y)", "flat(a; x; x.?y)"),
            ("cel.bind(x, 1, x + x)", "let(x = 1; (+ x x))"),
            ("cel.block([1, cel.index(0)], cel.index(1))", "let(@index0 = 1; let(@index1 = @index0; @index1))"),
            ("cel.block([], 1)", "1"),
            ("a.map(cel.iterVar(0, 1), cel.iterVar(0, 1))", "map(a; @it:0:1; @it:0:1)"),
            ("cel.accuVar(2, 0)", "@ac:2:0"),
            ("a.all(x)", "(all a. x)"), ("all(a, x, x)", "(all a x x)"),
            ("math.greatest(1, 2)", "(greatest math. 1 2)"),
            ("cel.other(1)", "(other cel. 1)"),
        ]
    )
    func macros(source: String, tree: String) throws { #expect(try Self.text(source) == tree) }

    @Test("macros can be left as calls")
    func unexpandedMacros() throws {
        #expect(try Self.text("has(a.b) && c.all(x, x)", expandsMacros: false) == "(&& (has a.b) (all c. x x))")
    }

    @Test(
        "literals have their values",
        arguments: [
            ("0x1F", "31"), ("0xFFu", "255u"), ("1e3", "1000.0"), (".5E-1", "0.05"), ("1.5", "1.5"), ("007", "7"),
            (#"'\a\b\f\n\r\t\v\\\?\"\'\`'"#, "'\u{7}\u{8}\u{C}\n\r\t\u{B}\\?\"'`'"),
            (#"'\x41\X42\103\u0044\U00000045'"#, "'ABCDE'"),
            (#"r'\d'"#, #"'\d'"#), (#"R"\""#, #"'\'"#), ("'''a'b\n'''", "'a'b\n'"), (#""""a"b""""#, #"'a"b'"#),
            ("b'é'", "b[195, 169]"), (#"b'\xff\377\X00'"#, "b[255, 255, 0]"), (#"bR'\x'"#, "b[92, 120]"),
            (#"B'''a'''"#, "b[97]"), ("b''' ? \" ' ` '''", "b[32, 63, 32, 34, 32, 39, 32, 96, 32]"),
        ]
    )
    func literals(source: String, tree: String) throws { #expect(try Self.text(source) == tree) }

    @Test(
        "what the grammar does not know is refused at its place, every mistake once",
        arguments: [
            ("f(1,)", [3]), ("a.true", [2]), ("rb'x'", [2]), ("1 + ", [4]), ("(1 + 2", [6]), ("[1, 2", [5]),
            ("a)", [1]),
            ("{'a' 1}", [5]), ("a ? b", [5]), ("a ? b ? c : d : e", [6]), ("T{1: 2}", [2]), ("T{a}", [3]),
            ("a..b", [2]),
            ("a b", [2]), ("a = 1 && b = 2", [2, 11]), ("f(1 +, 2 *) && [3 -]", [5, 10, 19]), ("'a && b", [0]),
            ("(a + ) == (b * )", [5, 15]), ("[1, {2: }, 3)", [8, 12]), ("a.all(1, true) && has(b)", [6, 22]),
            ("x == 99999999999999999999 && y = 2", [5, 31]), ("a && (b || c", [12]), ("f(a, [b, c)", [10]),
            ("a and not b or c", [2, 6, 12]), ("@ab == 1", [0]), ("a @ b && c ++ && d", [2, 12]),
            ("cel.block(a, b)", [10]),
            ("cel.index(-1)", [10]), ("has(a.?b)", [5]), ("a.`b:c`", [2]), ("-!a", [1]), ("x.map(true, y)", [6]),
            ("", [0]),
        ]
    )
    func mistakes(source: String, offsets: [Int]) {
        let found = Self.issues(source)
        #expect(found.map { Int($0.prefix { $0 != ":" }) } == offsets, "\(found)")
    }

    @Test("every expression of the specification's cases can be read")
    func specification() throws {
        guard let file = Corpora.file("cel/cases.jsonl") else { return print("skipped: no CEL cases") }
        for line in try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")) {
            let source = try JSONDocument(Array(line)).root["expr"]?.string ?? ""
            let issues = Self.issues(source)
            #expect(issues.isEmpty, "\(source): \(issues)")
        }
    }
}
