import Testing
import YAML

@Suite("DurationText")
struct DurationTextTests {
    @Test(
        "reads and writes durations",
        arguments: [
            ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("1h30m", .seconds(5400)), ("7d", .seconds(604_800)),
            ("1s500ms", .milliseconds(1500)), ("15us", .microseconds(15)), ("0", .zero),
        ] as [(String, Duration)]
    )
    func roundTrip(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
        #expect(DurationText.format(duration) == text)
    }

    @Test("refuses anything else", arguments: ["", "30", "s", "1.5s", "-1s", "1 s", "1x", "999999999999d", "１s"])
    func refuses(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
