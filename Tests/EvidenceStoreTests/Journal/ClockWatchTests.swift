import EvidenceLog
import Messages
import Synchronization
import Testing
import Threading

@testable import EvidenceStore

@Suite("The clock of the records")
struct ClockWatchTests {
    /// A kernel that says what the test wants.
    final class Kernel: Sendable {
        let reading = Mutex<KernelClock.Reading?>(nil)
        let asked = Atomic<Int>(0)

        var clock: KernelClock {
            KernelClock {
                self.asked.add(1, ordering: .relaxed)
                return self.reading.withLock { $0 }
            }
        }

        func say(_ isSynchronised: Bool) {
            reading.withLock {
                $0 = .init(isSynchronised: isSynchronised, offsetMicroseconds: -5, maximumErrorMicroseconds: 9)
            }
        }
    }

    private let start = Timestamp(milliseconds: 1_763_600_000_000)

    @Test("the kernel is asked once a second, and what it says is the quality of the records")
    func looks() {
        let kernel = Kernel()
        var watch = ClockWatch(kernel.clock)
        #expect(watch.look(at: start)?.quality == .unknown)
        kernel.say(true)
        #expect(watch.look(at: start + .milliseconds(900)) == nil)
        let reading = watch.look(at: start + .seconds(1))
        #expect(reading?.quality == .synchronised)
        #expect(reading?.offsetMicroseconds == -5)
        #expect(reading?.maximumErrorMicroseconds == 9)
        kernel.say(false)
        #expect(watch.look(at: start + .seconds(2))?.quality == .unsynchronised)
        #expect(kernel.asked.load(ordering: .relaxed) == 3)
    }

    @Test("a clock that was set back an hour is looked at again at once")
    func setBack() {
        let kernel = Kernel()
        kernel.say(true)
        var watch = ClockWatch(kernel.clock)
        _ = watch.look(at: start)
        #expect(watch.look(at: start + .seconds(-3_600)) != nil)
    }

    @Test("the operators are told once when nobody keeps the clock in step for ten minutes, and again the next time")
    func alone() {
        let kernel = Kernel()
        var watch = ClockWatch(kernel.clock)
        var told: [Int] = []
        for second in 0..<3_000 {
            // In step for the first and from the 1,500th to the 1,600th second.
            kernel.say(second == 0 || (1_500..<1_600).contains(second))
            let now = start + .seconds(second)
            _ = watch.look(at: now)
            if watch.overdue(at: now) != nil { told.append(second) }
        }
        #expect(told == [601, 2_200])
    }
}
