import CLinux
import Dispatch
import Glibc
import Testing
import Threading

@testable import Threading

@Suite struct DedicatedThreadTests {
    @Test("a thread runs its closure under its name, and join waits for it")
    func runs() {
        let name = Locked("")
        let thread = DedicatedThread(name: "bus-socket-thread-long") {
            var buffer = [CChar](repeating: 0, count: 16)
            pthread_getname_np(pthread_self(), &buffer, 16)
            name.withLock {
                $0 = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        thread.join()
        thread.join()
        #expect(name.withLock { $0 } == "bus-socket-thre")
    }

    @Test("a thread blocks the signals that the process handles elsewhere")
    func signals() {
        let blocked = Locked<[Int32]>([])
        let thread = DedicatedThread(name: "signals") {
            var set = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &set)
            let found = [SIGTERM, SIGINT, SIGSEGV].filter { sigismember(&set, $0) == 1 }
            blocked.withLock { $0 = found }
        }
        thread.join()
        #expect(blocked.withLock { $0 } == [SIGTERM, SIGINT])
    }
}

@Suite struct BoundedRingTests {
    @Test("a ring keeps the order, refuses when full and goes on around its end")
    func order() {
        let ring = BoundedRing<Int>(capacity: 3)
        var out: [Int] = []
        for round in 0..<5 {
            #expect(ring.tryPush(contentsOf: [round * 10, round * 10 + 1]))
            #expect(!ring.tryPush(contentsOf: [7, 8]))
            #expect(ring.tryPush(round * 10 + 2))
            #expect(!ring.tryPush(99))
            #expect(ring.count == 3)
            #expect(ring.drain(into: &out, max: 2) == 2)
            #expect(ring.drain(into: &out) == 1)
        }
        #expect(out == [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42])
    }

    @Test("an empty ring gives up after the time limit", arguments: [0, 1, 20])
    func timeout(milliseconds: Int) {
        let ring = BoundedRing<Int>(capacity: 1)
        var out: [Int] = []
        #expect(ring.popBatch(into: &out, timeout: .milliseconds(milliseconds)) == 0)
        #expect(ring.tryPush(1))
        #expect(ring.popBatch(into: &out, timeout: .milliseconds(milliseconds)) == 1)
    }

    @Test("a closed ring refuses, gives what it holds, then says so")
    func closed() {
        let ring = BoundedRing<Int>(capacity: 4)
        ring.tryPush(1)
        ring.close()
        #expect(!ring.tryPush(2))
        var out: [Int] = []
        #expect(ring.popBatch(into: &out) == 1)
        #expect(ring.popBatch(into: &out) == 0)
        #expect(ring.isClosed)
    }

    @Test("many producers and one sleeping consumer lose nothing and keep each producer's order")
    func concurrent() {
        let ring = BoundedRing<(Int, Int)>(capacity: 64)
        let producers = (0..<4).map { producer in
            DedicatedThread(name: "producer") {
                for value in 0..<5_000 {
                    while !ring.tryPush((producer, value)) { sched_yield() }
                }
            }
        }
        var next = [0, 0, 0, 0]
        var batch: [(Int, Int)] = []
        while next.reduce(0, +) < 20_000 {
            batch.removeAll(keepingCapacity: true)
            ring.popBatch(into: &batch, max: 16, timeout: .microseconds(50))
            for (producer, value) in batch {
                #expect(next[producer] == value)
                next[producer] += 1
            }
        }
        producers.forEach { $0.join() }
        #expect(ring.count == 0)
    }
}

@Suite struct EventFDTests {
    func isReadable(_ event: EventFD, timeout: Int32 = 0) -> Bool {
        var item = pollfd(fd: event.fileDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&item, 1, timeout) == 1
    }

    @Test("signals coalesce and a drain clears them all")
    func coalesce() {
        let event = EventFD()
        #expect(!isReadable(event))
        for _ in 0..<100 { event.signal() }
        #expect(isReadable(event))
        event.drain()
        #expect(!isReadable(event))
        event.signal()
        #expect(isReadable(event))
    }

    @Test("nothing that was queued before a signal is overlooked")
    func noLostWakeup() {
        let event = EventFD()
        let queue = Locked(0)
        let producer = DedicatedThread(name: "producer") {
            for _ in 0..<20_000 {
                queue.withLock { $0 += 1 }
                event.signal()
            }
        }
        var seen = 0
        while seen < 20_000 {
            #expect(isReadable(event, timeout: 5_000))
            event.drain()
            seen += queue.withLock { value in
                defer { value = 0 }
                return value
            }
        }
        producer.join()
    }
}

@Suite struct ClockTests {
    @Test("the monotonic clock goes forward and arithmetic holds at the limits")
    func monotonic() {
        let first = MonotonicClock.system.now()
        #expect(MonotonicClock.system.now() >= first)
        #expect(first + .milliseconds(5) - first == .milliseconds(5))
        #expect(Instant(nanoseconds: .max - 1) + .seconds(1) == Instant(nanoseconds: .max))
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.nanoseconds(1).pollMilliseconds == 1)
        #expect(Duration.nanoseconds(-1).pollMilliseconds == 0)
        #expect(MonotonicClock { Instant(nanoseconds: 7) }.now().nanoseconds == 7)
    }

    @Test(
        "a wall time is written as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_795_187_045_678, "2026-11-20T15:04:05.678Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"),
            (Int64.min, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)]
    )
    func rfc3339(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }
}
