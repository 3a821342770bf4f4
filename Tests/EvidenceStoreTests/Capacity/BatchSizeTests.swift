import Testing

@testable import EvidenceStore

struct BatchSizeTests {
    @Test(
        "a transaction has as many messages as take a few milliseconds, within bounds",
        arguments: [
            // Seconds that a message takes, messages of a transaction.
            (0.000_025, 99...100), (0.000_05, 49...51), (0.000_001, 500...500), (0.001, 24...24), (1.0, 24...24),
        ]
    )
    func learns(each: Double, expected: ClosedRange<Int>) {
        var size = BatchSize()
        for _ in 0..<2_000 { size.note(messages: size.next, seconds: each * Double(size.next)) }
        #expect(expected.contains(size.next), "\(size.next)")
    }

    @Test("one large transaction teaches more than a small one, and none nothing")
    func weights() {
        var (small, large, none) = (BatchSize(), BatchSize(), BatchSize())
        small.note(messages: 1, seconds: 0.000_02)
        large.note(messages: 200, seconds: 200 * 0.000_02)
        none.note(messages: 0, seconds: 0.1)
        #expect(none.next == BatchSize().next)
        #expect(small.next < large.next)
    }
}
