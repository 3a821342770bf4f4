import Testing

@testable import EvidenceStore

struct BatchShareTests {
    @Test(
        "a tenant's part of a transaction is as many messages as take a few milliseconds, within bounds",
        arguments: [
            // Seconds that a message takes, messages of a transaction.
            (0.000_025, 99...100), (0.000_05, 49...51), (0.000_001, 500...500), (0.001, 24...24), (1.0, 24...24),
        ]
    )
    func learns(each: Double, expected: ClosedRange<Int>) {
        var share = BatchShare()
        for _ in 0..<2_000 { share.note(messages: share.next, seconds: each * Double(share.next)) }
        #expect(expected.contains(share.next), "\(share.next)")
    }

    @Test("one large transaction teaches more than a small one, and none nothing")
    func weights() {
        var (small, large, none) = (BatchShare(), BatchShare(), BatchShare())
        small.note(messages: 1, seconds: 0.000_02)
        large.note(messages: 200, seconds: 200 * 0.000_02)
        none.note(messages: 0, seconds: 0.1)
        #expect(none.next == BatchShare().next)
        #expect(small.next < large.next)
    }
}
