import Expressions
import Testing

/// Nothing that a function does for a long time, or makes without end, is free.
@Suite("Functions: limits")
struct FunctionLimitTests {
    /// A text of 65,536 letters, made by doubling.
    static let long =
        "cel.bind(t, 'aaaaaaaaaaaaaaaa', cel.bind(u, [t, t, t, t, t, t, t, t].join(), cel.bind(v, [u, u, u, u, u, u, u, u].join(), [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join() + [v, v, v, v, v, v, v, v].join())))"

    @Test(
        "what would grow or run without bound ends at a limit",
        arguments: [
            ("cel.bind(t, LONG, t.replace('', t)).size() > 0", "costExceeded"),
            ("cel.bind(t, LONG, t.split('').size() > 100)", "true"),
            ("cel.bind(t, LONG, (t + t).split('')).size() > 0", "tooManyElements"),
            ("cel.bind(t, LONG, lists.range(100).map(i, t).join(t)).size() > 0", "textTooLong"),
            ("cel.bind(t, LONG, lists.range(1000).exists(i, t.contains(t.substring(1) + 'b')))", "costExceeded"),
            ("cel.bind(t, LONG, lists.range(1000).exists(i, t.lastIndexOf(t.substring(1) + 'b') > 0))", "costExceeded"),
            ("cel.bind(t, LONG, lists.range(100).map(i, t + string(i)).sort().size() > 0)", "costExceeded"),
            ("cel.bind(t, LONG, lists.range(1000).map(i, t.reverse()).size() > 0)", "costExceeded"),
            ("lists.range(100000).map(i, lists.range(100000)).size() > 0", "memoryExceeded"),
            ("lists.range(100000).distinct().size()", "100000"), ("lists.range(100001)", "tooManyElements"),
            ("sets.contains(lists.range(100000), lists.range(100000))", "true"),
            ("lists.range(10000).map(i, {'a': i}).distinct().size()", "10000"),
            ("lists.range(20000).map(i, 20000 - i).sort()[0]", "1"),
            ("lists.range(2000).all(i, lists.range(2000).indexOf(-1) < 0)", "costExceeded"),
            ("lists.range(2000).all(i, ['('].exists(p, 'a'.matches(p)))", "invalidArgument"),
            ("'%.1000f'.format([1.5]).size()", "1002"),
            ("lists.range(100000).exists(i, '%.1000f'.format([double(i) * 5e-324]) == '')", "costExceeded"),
            (
                "cel.bind(t, LONG, '%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s'.format([t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t])).size()",
                "textTooLong"
            ),
            ("cel.bind(t, LONG, '%x%x%x%x%x%x%x%x%x'.format([t, t, t, t, t, t, t, t, t])).size()", "textTooLong"),
            ("cel.bind(t, LONG, base64.decode(base64.encode(bytes(t))).size() == t.size())", "true"),
            ("lists.range(5000).exists(i, timestamp(0).getHours('No/Where' + string(i)) == 1)", "costExceeded"),
        ]
    )
    func limits(expression: String, outcome: String) {
        #expect(Outcome.of(expression.replacing("LONG", with: Self.long)) == outcome)
    }

    /// Each level holds the one before ten times: a few bytes that stand for 10^12 elements.
    static func nested(_ levels: Int, _ leaf: String, _ body: String) -> String {
        var expression = body.replacing("TOP", with: "x\(levels)")
        for level in (1...levels).reversed() {
            let inner = "x\(level - 1)"
            let ten = Array(repeating: inner, count: 10).joined(separator: ", ")
            expression = "cel.bind(x\(level), [\(ten)], \(expression))"
        }
        return "cel.bind(x0, \(leaf), \(expression))"
    }

    @Test(
        "values that hold one another many times over cost what they stand for",
        arguments: [
            ("[]", "TOP.flatten(20).size()", "costExceeded"), ("[1]", "TOP.flatten(20).size()", "tooManyElements"),
            ("1", "'%s'.format([TOP]).size()", "textTooLong"),
            ("1", "TOP == TOP", "costExceeded"), ("1", "[TOP].distinct().size()", "costExceeded"),
            ("1", "sets.contains([TOP], [TOP])", "costExceeded"),
            ("1", "[TOP].indexOf(TOP)", "costExceeded"), ("1", "TOP", "costExceeded"),
            ("1", "{'a': TOP}", "costExceeded"), ("1", "optional.of(TOP)", "costExceeded"),
            ("1", "[1][dyn(TOP)]", "noSuchOverload"), ("1", "{'a': 1}[dyn(TOP)]", "noSuchKey"),
        ]
    )
    func sharing(leaf: String, body: String, outcome: String) {
        #expect(Outcome.of(Self.nested(12, leaf, body)) == outcome)
    }

    @Test(
        "a message shows the beginning of a value, however large it is",
        arguments: [
            ("{'a': 1}[dyn([[1, 'b'], {'c': null}])]", #"no such key: [[1,"b"],{"c":null}]"#),
            (
                "{'a': 1}[dyn(lists.range(100000))]",
                "no such key: [" + (0..<37).map { "\($0)," }.joined().prefix(99) + "…"
            ),
            (
                "{'a': 1}[dyn([lists.range(200).map(x, 'é').join()])]",
                "no such key: [\"" + String(repeating: "é", count: 98) + "…"
            ),
            (
                "int('" + String(repeating: "x", count: 98) + "')",
                "\"" + String(repeating: "x", count: 98) + "\" cannot be read as int"
            ),
            (
                "int('" + String(repeating: "x", count: 99) + "')",
                "\"" + String(repeating: "x", count: 99) + "… cannot be read as int"
            ),
        ]
    )
    func messages(expression: String, message: String) throws {
        #expect(try Outcome.message(expression) == message)
    }
}
