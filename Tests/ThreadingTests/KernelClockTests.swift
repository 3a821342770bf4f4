import Testing
import Threading

@Suite("What the kernel says of its clock")
struct KernelClockTests {
    @Test("the kernel answers, and an answer that it is in step has a bounded error")
    func system() throws {
        let reading = try #require(KernelClock.system.now())
        #expect(reading.maximumErrorMicroseconds >= 0)
        // The kernel gives up at sixteen seconds. Source: adjtimex(2), NTP_PHASE_LIMIT.
        if reading.isSynchronised { #expect(reading.maximumErrorMicroseconds < 16_000_000) }
    }
}
