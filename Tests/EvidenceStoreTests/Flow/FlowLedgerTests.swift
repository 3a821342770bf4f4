import Messages
import Testing

@testable import EvidenceStore

struct FlowLedgerTests {
    private func minute(_ minute: Int64) -> Timestamp { Timestamp(microseconds: minute * 60_000_000 + 5_000_000) }

    @Test("a flood is one record of each minute, principal and limit, told when the minute is over")
    func counting() {
        let ledger = FlowLedger()
        for _ in 0..<10_000 { ledger.note("acme-ci", .messages, isTenant: false, at: minute(7)) }
        ledger.note("acme-ci", .bytes, isTenant: true, at: minute(7))
        ledger.note("acme-ci", .messages, isTenant: false, at: minute(8))
        let told = ledger.take(before: 8)
        #expect(told.map(\.code) == ["rate-limited:messages", "rate-limited:tenant-bytes"])
        #expect(told.map(\.count) == [10_000, 1])
        #expect(ledger.take(before: 8).isEmpty)
        #expect(ledger.take(before: nil).map(\.count) == [1])
    }

    @Test("however many principals are put off, what waits is bounded and nothing is uncounted")
    func bound() {
        let ledger = FlowLedger()
        for number in 0..<5_000 { ledger.note("p\(number)", .messages, isTenant: false, at: minute(1)) }
        let told = ledger.take(before: nil)
        #expect(told.count <= 1_001)
        #expect(told.reduce(0) { $0 + $1.count } == 5_000)
    }
}
