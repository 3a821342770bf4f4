import Messages
import Synchronization
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

@Suite("Who was turned away")
struct AccessLedgerTests {
    /// A ledger whose clock the test sets.
    final class Fixture: Sendable {
        let milliseconds = Mutex<Int64>(600_000)

        func ledger() -> AccessLedger {
            AccessLedger(clock: WallClock { WallTime(milliseconds: self.milliseconds.withLock { $0 }) })
        }
    }

    private func turnAway(
        _ seed: Int,
        from address: String = "192.0.2.1",
        _ ledger: AccessLedger,
        reason: String = "unknown key"
    ) {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: $0 == 0 ? seed : (seed >> 8) + $0) }
        ledger.note(key: CurveKey(bytes: bytes)?.z85, address: address, domain: "external", reason: reason)
    }

    @Test("a flood of keys is one count and a few of them; one key again and again is one entry")
    func flood() {
        let fixture = Fixture()
        let ledger = fixture.ledger()
        for _ in 0..<100 { turnAway(1, ledger) }
        for seed in 2..<2_000 { turnAway(seed, ledger) }
        let minutes = ledger.take(before: nil)
        #expect(minutes.map(\.count) == [2_098])
        #expect(minutes[0].minute == 10)
        #expect(minutes[0].attempts.count == AccessLedger.kept)
        #expect(minutes[0].attempts[0].count == 100)
        #expect(ledger.take(before: nil).isEmpty)
    }

    @Test("a minute is given out when it is over")
    func minutes() {
        let fixture = Fixture()
        let ledger = fixture.ledger()
        turnAway(1, ledger)
        #expect(ledger.take(before: 10).isEmpty)
        fixture.milliseconds.withLock { $0 += 60_000 }
        turnAway(1, ledger, reason: "not for this role")
        #expect(ledger.take(before: 11).map(\.minute) == [10])
        #expect(ledger.take(before: nil).map(\.minute) == [11])
    }

    @Test("what is not taken for hours stays bounded, and none of it is uncounted")
    func bounded() {
        let fixture = Fixture()
        let ledger = fixture.ledger()
        for _ in 0..<500 {
            turnAway(1, ledger)
            fixture.milliseconds.withLock { $0 += 60_000 }
        }
        let minutes = ledger.take(before: nil)
        #expect(minutes.count <= 60)
        #expect(minutes.reduce(0) { $0 + $1.count } == 500)
    }

    @Test("an address that could break a terminal is told as question marks")
    func printable() {
        let ledger = Fixture().ledger()
        turnAway(1, from: "\u{1b}[2J", ledger)
        #expect(ledger.take(before: nil)[0].attempts[0].address == "?[2J")
    }
}
