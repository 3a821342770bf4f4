import Expressions
import Testing

@Suite("Functions: format")
struct FormatTests {
    @Test(
        "each clause writes what printf writes",
        arguments: [
            ("'%s and %s'.format(['a', 1])", "a and 1"),
            (#"'%s'.format([b'a\xff\xfe\xc3\xa9\x80b\xe2\x82'])"#, "a\u{FFFD}é\u{FFFD}b\u{FFFD}"),
            ("'100%%'.format([])", "100%"), ("'%s'.format([b'é'])", "é"),
            ("'%s'.format([[]])", "[]"), ("'%s'.format([{}])", "{}"),
            ("'%s'.format([[[1.5, null], {'b': 1, 'a': [2u]}]])", "[[1.5, null], {a: [2], b: 1}]"),
            ("'%s'.format([1e21])", "1000000000000000000000"), ("'%s'.format([1e-7])", "0.0000001"),
            ("'%s'.format([1000000.0])", "1000000"),
            ("'%s'.format([-0.0])", "-0"), ("'%s'.format([5e-324])", "0." + String(repeating: "0", count: 323) + "5"),
            ("'%s'.format([duration('-1.5s')])", "-1.5s"), ("'%s'.format([type(1)])", "int"),
            ("'%d'.format([-9223372036854775808])", "-9223372036854775808"),
            ("'%d'.format([18446744073709551615u])", "18446744073709551615"),
            ("'%d'.format([2.5])", "2.5"), ("'%b'.format([-5])", "-101"), ("'%o'.format([-9])", "-11"),
            ("'%x'.format([-255])", "-ff"),
            ("'%X'.format(['é'])", "C3A9"), ("'%x'.format([b''])", ""), ("'%b'.format([false])", "0"),
            ("'%b'.format([18446744073709551615u])", String(repeating: "1", count: 64)),
            ("'%s'.format(dyn(['a', 'b']))", "a"), ("'é%sé'.format(['😀'])", "é😀é"),
        ]
    )
    func clauses(expression: String, text: String) throws {
        #expect(Outcome.of(expression) == "\"\(text)\"")
    }

    /// What C's printf gives for the same, which rounds the exact value, halves to even.
    @Test(
        "doubles are rounded once, from all of their digits",
        arguments: [
            ("%.0f", "0.5", "0"), ("%.0f", "1.5", "2"), ("%.0f", "2.5", "2"), ("%.0f", "-0.5", "-0"),
            ("%.1f", "0.25", "0.2"),
            ("%.1f", "0.35", "0.3"), ("%.2f", "1.005", "1.00"), ("%.2f", "9.995", "9.99"), ("%.0f", "9.5", "10"),
            ("%.1f", "9.96", "10.0"),
            ("%.3f", "0.0005", "0.001"), ("%.3f", "0.00049", "0.000"), ("%.2f", "0.999", "1.00"), ("%.0f", "0.0", "0"),
            ("%.1f", "-0.0", "-0.0"),
            ("%.20f", "0.1", "0.10000000000000000555"), ("%.0f", "1e22", "10000000000000000000000"),
            ("%.0f", "1e23", "99999999999999991611392"),
            ("%f", "123456789.123456789", "123456789.123457"), ("%.1f", "1e-320", "0.0"), ("%e", "0.0", "0.000000e+00"),
            ("%.0e", "1.5", "2e+00"), ("%.0e", "2.5", "2e+00"), ("%.2e", "9.999", "1.00e+01"),
            ("%.3e", "-1e-300", "-1.000e-300"),
            ("%.1e", "5e-324", "4.9e-324"), ("%.16e", "0.1", "1.0000000000000001e-01"),
            ("%e", "1e100", "1.000000e+100"),
            ("%.1f", "9007199254740993", "9007199254740993.0"),
            ("%.18e", "9223372036854775807", "9.223372036854775807e+18"),
            ("%.2e", "18446744073709551615u", "1.84e+19"), ("%.3f", "-9223372036854775808", "-9223372036854775808.000"),
        ]
    )
    func rounding(clause: String, number: String, text: String) throws {
        #expect(Outcome.of("'\(clause)'.format([\(number)])") == "\"\(text)\"")
    }

    @Test(
        "a template that is made while evaluating, or a value of the wrong kind, is told",
        arguments: [
            ("%d %d", "1", "index 1 out of range"),
            ("%", "1", "could not parse formatting clause: unexpected end of format string"),
            ("%q", "1", #"could not parse formatting clause: unrecognized formatting clause "q""#),
            ("%é", "1", #"could not parse formatting clause: unrecognized formatting clause "é""#),
            ("%.f", "1.0", "could not parse formatting clause: the precision has no digits"),
            ("%.1001f", "1.0", "could not parse formatting clause: the precision exceeds 1000"),
            ("%.99999999999999999999f", "1.0", "could not parse formatting clause: the precision exceeds 1000"),
            ("%.3", "1.0", "could not parse formatting clause: unexpected end of format string"),
            ("%.-1f", "1.0", "could not parse formatting clause: the precision has no digits"),
            (
                "%d", "'x'",
                "error during formatting: decimal clause can only be used on ints, uints, and doubles, was given string"
            ),
            (
                "%x", "1.5",
                "error during formatting: only ints, uints, bytes, and strings can be formatted as hex, was given double"
            ),
            (
                "%s", "optional.of(1)",
                "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type"
            ),
        ]
    )
    func mistakes(template: String, value: String, message: String) throws {
        #expect(try Outcome.message("['\(template)'].map(t, t.format([\(value)]))") == message)
    }

    @Test(
        "a constant template is checked before anything is evaluated",
        arguments: [
            ("'%q'.format([1])", #"malformed format: unrecognized formatting clause "q""#),
            ("'100%'.format([])", "malformed format: unexpected end of format string"),
            ("'%s %s'.format([1])", "the format takes 2 values, and the list has 1"),
            ("'%s'.format([1, 2])", "the format takes 1 value, and the list has 2"),
            ("'none'.format([config])", "the format takes 0 values, and the list has 1"),
        ]
    )
    func constantTemplates(expression: String, message: String) {
        let error = #expect(throws: ExpressionErrors.self) {
            try Program(compiling: expression, in: Environment(variables: ["config"]))
        }
        #expect(error?.issues.map(\.message) == [message])
    }

    @Test("how many values a list has is not known when some are optional")
    func optionalValues() {
        #expect(Outcome.of("'%s'.format([?optional.none(), 1])") == #""1""#)
        #expect(Outcome.of("'%s'.format([1, ?optional.none()])") == #""1""#)
    }

    @Test("the longest digits there are can be written")
    func extremes() {
        let text = Outcome.of("'%.1000f'.format([5e-324])")
        #expect(text.count == 1_004)
        #expect(text.contains("49406564584124654417656879286822137236505980"))
        #expect(
            Outcome.of("'%.0f'.format([1.7976931348623157e308])").hasPrefix(
                "\"179769313486231570814527423731704356798070"
            )
        )
    }
}
