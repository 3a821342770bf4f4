import Testing

@testable import EvidenceStore

struct BatchShareTests {
    @Test(
        "a tenant's part of a transaction is as many messages as take a millisecond, or half of what the disk takes, within bounds",
        arguments: [
            // Seconds that a message takes, seconds that the disk takes, messages of a transaction.
            (0.000_01, 0.001, 99...100), (0.000_05, 0.001, 19...20), (0.000_05, 0.020, 190...200),
            (0.000_001, 0.001, 500...500), (0.001, 0.001, 10...10), (1.0, 0.001, 10...10), (0.000_001, 1.0, 500...500),
        ]
    )
    func learns(each: Double, disk: Double, expected: ClosedRange<Int>) {
        var share = BatchShare()
        for _ in 0..<2_000 { share.note(messages: share.next, work: each * Double(share.next), disk: disk) }
        #expect(expected.contains(share.next), "\(share.next)")
    }

    @Test("one large transaction teaches more than a small one, and none nothing")
    func weights() {
        var (small, large, none) = (BatchShare(), BatchShare(), BatchShare())
        small.note(messages: 1, work: 0.000_02, disk: 0)
        large.note(messages: 200, work: 200 * 0.000_02, disk: 0)
        none.note(messages: 0, work: 0.1, disk: 0.1)
        #expect(none.next == BatchShare().next)
        #expect(small.next < large.next)
    }
}
