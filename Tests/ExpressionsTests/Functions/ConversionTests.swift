import Testing

@Suite("Functions: conversions")
struct ConversionTests {
    @Test(
        "numbers convert when they fit",
        arguments: [
            ("int(1.9)", "1"), ("int(-1.9)", "-1"), ("int(0.0 / 0.0)", "overflow"), ("int(1.0 / 0.0)", "overflow"),
            ("int(9223372036854774784.0)", "9223372036854774784"),
            ("int(9223372036854775808.0)", "overflow"), ("int(9223372036854775808u)", "overflow"),
            ("uint(-1)", "overflow"), ("uint(-0.5)", "overflow"),
            ("uint(-0.0)", "0"), ("uint(18446744073709551616.0)", "overflow"), ("uint(0.0 / 0.0)", "overflow"),
            ("double(18446744073709551615u)", "1.8446744073709552e+19"),
            ("int(dyn(true))", "noSuchOverload"), ("bool(dyn(1))", "noSuchOverload"),
            ("int(duration('1s'))", "1000000000"),
            ("int(timestamp('1970-01-01T00:00:01.9Z'))", "1"),
        ]
    )
    func numbers(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "texts are read as numbers only when they are nothing else",
        arguments: [
            ("int('+5')", "5"), ("int('-9223372036854775808')", "-9223372036854775808"),
            ("int('9223372036854775808')", "overflow"), ("int('-9223372036854775809')", "overflow"),
            ("int('99999999999999999999999')", "overflow"), ("int('')", "invalidArgument"),
            ("int('-')", "invalidArgument"), ("int(' 5')", "invalidArgument"), ("int('0x10')", "invalidArgument"),
            ("int('1_000')", "invalidArgument"), ("int('1.0')", "invalidArgument"), ("int('--1')", "invalidArgument"),
            ("int('٣')", "invalidArgument"), ("uint('+5')", "invalidArgument"), ("uint('-1')", "invalidArgument"),
            ("uint('18446744073709551615')", "18446744073709551615"), ("uint('18446744073709551616')", "overflow"),
            ("uint('007')", "7"), ("uint('5u')", "invalidArgument"),
            ("double('.5')", "0.5"), ("double('1.')", "1.0"), ("double('+1e3')", "1000.0"),
            ("double('1e')", "invalidArgument"), ("double('.')", "invalidArgument"),
            ("double('1e+')", "invalidArgument"),
            ("double('0x1p3')", "invalidArgument"), ("double(' 1')", "invalidArgument"),
            ("double('1e999')", "overflow"), ("double('-1e999')", "overflow"), ("double('1e-999')", "0.0"),
            ("string(double('NaN'))", #""NaN""#), ("string(double('-inf'))", #""-Infinity""#),
            ("string(double('+Infinity'))", #""Infinity""#), ("double('-nan')", "invalidArgument"),
            ("double('nan(1)')", "invalidArgument"), ("double('infinit')", "invalidArgument"),
            ("double('')", "invalidArgument"),
            ("bool('true')", "true"), ("bool('F')", "false"), ("bool('yes')", "invalidArgument"),
            ("bool('')", "invalidArgument"), ("bool(' true')", "invalidArgument"),
        ]
    )
    func texts(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "values become texts that read as the same",
        arguments: [
            ("string(1.0)", "1"), ("string(0.1)", "0.1"), ("string(1e100)", "1e+100"), ("string(1000000.0)", "1e+06"),
            ("string(999999.5)", "999999.5"), ("string(123456789.125)", "1.23456789125e+08"),
            ("string(0.0001)", "0.0001"), ("string(0.00001)", "1e-05"), ("string(5e-324)", "5e-324"),
            ("string(-9007199254740992.0)", "-9.007199254740992e+15"), ("string(-0.0)", "-0"),
            ("string(-5)", "-5"), ("string(true)", "true"),
            ("string(b'é')", "é"), ("string(duration('90m'))", "5400s"), ("string(duration('-1ns'))", "-0.000000001s"),
            ("string(timestamp('2026-01-02T03:04:05.600+01:00'))", "2026-01-02T02:04:05.6Z"),
            ("string(int)", "int"),
        ]
    )
    func strings(expression: String, text: String) {
        #expect(Outcome.of(expression) == "\"\(text)\"")
    }

    @Test(
        "what cannot be a text is refused",
        arguments: [
            (#"string(b'\xff')"#, "invalidArgument"), ("string(dyn([1]))", "noSuchOverload"),
            ("string(dyn(null))", "noSuchOverload"), ("bytes(dyn(1))", "noSuchOverload"),
        ]
    )
    func refusals(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
