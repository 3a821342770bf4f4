import Access
import Synchronization
import Testing
import Threading

@testable import EvidenceStore

/// How much the journal thread takes at once.
struct IngestQueueTests {
    private final class Clock: Sendable {
        let milliseconds = Atomic<Int>(1_000_000)

        var monotonic: MonotonicClock {
            MonotonicClock { [self] in
                Instant(nanoseconds: Int64(milliseconds.load(ordering: .relaxed)) * 1_000_000)
            }
        }
    }

    private static func push(_ queue: IngestQueue, _ flow: Int, _ count: Int) {
        var back: [JournalTask] = []
        let task = QueuedTask(task: .report([]), flow: flow, weight: 1, side: .external)
        queue.push(Array(repeating: task, count: count), turnedAway: &back)
        #expect(back.isEmpty)
    }

    private static func pop(_ queue: IngestQueue) -> Int {
        var tasks: [JournalTask] = []
        queue.pop(into: &tasks, max: 500, share: 30, milliseconds: 0)
        return tasks.count
    }

    @Test("one tenant alone fills a batch; where others send too, each has its part of it")
    func shares() {
        let clock = Clock()
        let queue = IngestQueue(capacity: 10_000, maximumBytes: 1 << 20, clock: clock.monotonic)
        Self.push(queue, 1, 1_200)
        #expect(Self.pop(queue) == 500, "nobody else is there")
        Self.push(queue, 2, 1)
        #expect(Self.pop(queue) == 31, "what the other leaves of its part is nobody's")
        #expect(Self.pop(queue) == 30, "the other one may send again any moment")
        clock.milliseconds.store(1_002_000, ordering: .relaxed)
        #expect(Self.pop(queue) == 500, "and after a while is taken to be gone")
        for flow in 3..<40 { Self.push(queue, flow, 20) }
        #expect(Self.pop(queue) == 500, "many tenants fill a batch together")
    }
}
