import Testing

@Suite("Functions: math")
struct MathTests {
    @Test(
        "numbers of all types are compared, rounded and taken apart",
        arguments: [
            ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.least([3u, -1, 0.5])", "-1"),
            ("math.greatest([])", "invalidArgument"),
            ("math.greatest(dyn('a'))", "noSuchOverload"), ("math.least(1, dyn('a'))", "noSuchOverload"),
            ("math.least([1, 'a'])", "noSuchOverload"),
            ("math.greatest(0.0 / 0.0, 1.0)", "invalidArgument"), ("math.least(1.0, 0.0 / 0.0)", "invalidArgument"),
            ("math.greatest()", "refused"), ("math.greatest(1, 2, 3, 4, 5, 6, 7, 8, 9)", "9"),
            ("math.greatest(18446744073709551615u, -1)", "18446744073709551615"),
            ("math.round(0.5)", "1.0"), ("math.round(-0.5)", "-1.0"), ("math.round(2.5)", "3.0"),
            ("math.ceil(-0.5)", "-0.0"),
            ("math.trunc(-1.9)", "-1.0"), ("math.floor(1e300)", "1e+300"), ("math.sqrt(16)", "4.0"),
            ("math.sqrt(2u) > 1.41", "true"),
            ("math.isNaN(math.sqrt(-1.0))", "true"), ("math.abs(-9223372036854775807)", "9223372036854775807"),
            ("math.abs(-9223372036854775808)", "overflow"), ("math.abs(-0.0)", "0.0"),
            ("math.sign(-9223372036854775808)", "-1"),
            ("math.sign(-0.0)", "0.0"), ("math.isNaN(math.sign(0.0 / 0.0))", "true"), ("math.sign(5u)", "1"),
            ("math.isFinite(1.0 / 0.0)", "false"), ("math.isInf(-1.0 / 0.0)", "true"),
            ("math.isNaN(dyn(1))", "noSuchOverload"),
        ]
    )
    func numbers(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "integers are 64 bits",
        arguments: [
            ("math.bitAnd(-1, 255)", "255"), ("math.bitOr(1u, 2u)", "3"), ("math.bitXor(-1, 1)", "-2"),
            ("math.bitNot(0)", "-1"),
            ("math.bitNot(0u)", "18446744073709551615"), ("math.bitShiftLeft(1, 63)", "-9223372036854775808"),
            ("math.bitShiftLeft(1, 64)", "0"), ("math.bitShiftLeft(1, 9223372036854775807)", "0"),
            ("math.bitShiftRight(-1, 63)", "1"), ("math.bitShiftRight(-1, 0)", "-1"),
            ("math.bitShiftRight(8u, 3)", "1"),
            ("math.bitShiftLeft(1, -1)", "invalidArgument"),
            ("math.bitShiftRight(1u, -9223372036854775808)", "invalidArgument"),
            ("math.bitAnd(dyn(1), dyn(1u))", "noSuchOverload"),
        ]
    )
    func bits(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
