import Testing

@Suite("Functions: time")
struct TimeTests {
    @Test(
        "times are read in RFC 3339 and taken apart in any zone",
        arguments: [
            ("timestamp('2024-02-29T23:59:59Z').getDate()", "29"),
            ("timestamp('2023-02-29T00:00:00Z')", "invalidArgument"), ("timestamp('2026-01-01')", "invalidArgument"),
            ("timestamp('2026-01-01T24:00:00Z')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:60Z')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:00')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:00.Z')", "invalidArgument"),
            ("timestamp('2026-13-01T00:00:00Z')", "invalidArgument"),
            ("timestamp('0001-01-01T00:00:00+00:01')", "invalidArgument"),
            ("timestamp('9999-12-31T23:59:59-00:01')", "invalidArgument"),
            ("timestamp(253402300799).getFullYear()", "9999"), ("timestamp(-62135596801)", "overflow"),
            ("timestamp(9223372036854775807)", "overflow"),
            ("timestamp('1969-12-31T23:59:59.5Z').getSeconds()", "59"),
            ("timestamp('1969-12-31T23:59:59.5Z').getMilliseconds()", "500"),
            ("timestamp('2026-11-21T12:00:00Z').getDayOfWeek()", "6"),
            ("timestamp('2026-12-31T00:00:00Z').getDayOfYear()", "364"),
            ("timestamp('2024-12-31T00:00:00Z').getDayOfYear()", "365"),
            ("timestamp('2026-12-31T00:00:00Z').getMonth()", "11"),
            ("timestamp('2026-12-31T20:00:00Z').getFullYear('+05:30')", "2027"),
            ("timestamp('2026-01-01T00:00:00Z').getDayOfMonth('-00:01')", "30"),
            ("timestamp('2026-07-01T12:00:00Z').getHours('Europe/Berlin')", "14"),
            ("timestamp('2026-01-01T12:00:00Z').getHours('Europe/Berlin')", "13"),
            ("timestamp('2026-01-01T00:00:00Z').getHours('Nowhere/Here')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:00Z').getHours('+24:00')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:00Z').getHours('+9:00')", "invalidArgument"),
            ("timestamp('2026-01-01T00:00:00Z').getHours('')", "0"),
            ("timestamp('9999-12-31T23:59:59Z').getFullYear('+01:00')", "10000"),
            ("timestamp('0001-01-01T00:00:00Z').getFullYear('-01:00')", "0"),
        ]
    )
    func times(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "spans are read as Go reads them and taken apart",
        arguments: [
            ("string(duration('1h30m'))", #""5400s""#), ("string(duration('-1.5s'))", #""-1.5s""#),
            ("string(duration('1us'))", #""0.000001s""#), ("string(duration('1µs'))", #""0.000001s""#),
            ("string(duration('1μs'))", #""0.000001s""#), ("string(duration('.5m'))", #""30s""#),
            ("string(duration('0'))", #""0s""#), ("string(duration('1.5ns'))", #""0.000000001s""#),
            ("string(duration('0.1234567899s'))", #""0.123456789s""#),
            ("string(duration('2562047h47m16.854775807s'))", #""9223372036.854775807s""#),
            ("duration('2562047h47m16.854775808s')", "invalidArgument"),
            ("string(duration('-2562047h47m16.854775808s'))", #""-9223372036.854775808s""#),
            ("duration('')", "invalidArgument"), ("duration('5')", "invalidArgument"),
            ("duration('s')", "invalidArgument"),
            ("duration('1 s')", "invalidArgument"), ("duration('1d')", "invalidArgument"),
            ("duration('--1s')", "invalidArgument"), ("duration('1e3s')", "invalidArgument"),
            ("duration('.s')", "invalidArgument"),
            ("duration('99999999999999999999s')", "invalidArgument"), ("duration('-3661s').getMinutes()", "-61"),
            ("duration('1h').getHours()", "1"), ("duration('1.5s').getMilliseconds()", "500"),
            ("duration('-1.5s').getMilliseconds()", "-500"), ("dyn(duration('1h')).getFullYear()", "noSuchOverload"),
            ("dyn(duration('1h')).getHours('UTC')", "noSuchOverload"),
        ]
    )
    func spans(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
