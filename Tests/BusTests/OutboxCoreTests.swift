import Messages
import Testing
import Threading

@testable import Bus

/// Milliseconds since the test's beginning.
func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

@Suite struct OutboxCoreTests {
    var outbox = OutboxCore<Int>(limits: .init(window: 3), seed: 1)

    mutating func sends(_ milliseconds: Int64) -> [UInt64] {
        var sends: [OutboxCore<Int>.Send] = []
        outbox.takeSends(now: at(milliseconds), into: &sends)
        return sends.map(\.token)
    }

    mutating func receive(_ token: UInt64, _ status: Receipt.Status, after: Duration? = nil, _ time: Int64) -> String {
        switch outbox.receive(token, status, retryAfter: after, now: at(time)) {
        case .held(let entry): "held \(entry.mark) after \(entry.attempts)"
        case .refused(let entry): "refused \(entry.mark)"
        case .postponed: "postponed"
        case .unknown: "unknown"
        }
    }

    @Test("only a window of messages is on its way, and receipts open it")
    mutating func window() {
        for mark in 0..<5 { outbox.enqueue(Sample.change(mark), mark, now: at(0)) }
        #expect(sends(0) == [1, 2, 3])
        #expect(sends(1) == [])
        #expect(receive(2, .recorded, 2) == "held 1 after 1")
        #expect(receive(2, .recorded, 3) == "unknown")
        #expect(sends(4) == [4])
        #expect((outbox.waitingCount, outbox.flyingCount) == (1, 3))
    }

    @Test("what was put off leaves room for other tenants, and takes its place again when it goes out")
    mutating func postponedLeaveRoom() {
        for mark in 0..<3 { outbox.enqueue(Sample.change(mark, of: "flood"), mark, now: at(0)) }
        for mark in 3..<9 { outbox.enqueue(Sample.change(mark, of: mark < 6 ? "flood" : "calm"), mark, now: at(0)) }
        #expect(sends(0) == [1, 2, 3])
        for token: UInt64 in 1...3 { #expect(receive(token, .later, after: .seconds(10), 1) == "postponed") }
        #expect(receive(3, .later, after: .seconds(10), 1) == "postponed", "said twice it counts once")
        #expect(sends(2) == [7, 8, 9])
        #expect((outbox.waitingCount, outbox.flyingCount) == (3, 6))
        for token: UInt64 in 7...9 { #expect(receive(token, .recorded, 3).hasPrefix("held")) }
        #expect(sends(9_000) == [], "those behind wait for those that were put off")
        for token: UInt64 in 1...3 {
            let behind: [UInt64] = token == 3 ? [4, 5] : []
            #expect(sends(10_000 + Int64(token)) == [token] + behind)
            #expect(sends(10_000 + Int64(token)) == [], "they have places in the window again, half of it")
            #expect(receive(token, .recorded, 10_001 + Int64(token)) == "held \(token - 1) after 2")
        }
        #expect(sends(10_004) == [6], "behind those that waited longer")
    }

    @Test("messages that are put off again and again leave half of the window to new ones of others")
    mutating func retried() {
        outbox = OutboxCore<Int>(limits: .init(window: 8), seed: 1)
        for mark in 0..<24 { outbox.enqueue(Sample.change(mark, of: "flood\(mark % 24)"), mark, now: at(0)) }
        for now in 0..<3 as Range<Int64> {
            for token in sends(now) { _ = receive(token, .later, after: .seconds(1), now) }
        }
        for mark in 24..<40 { outbox.enqueue(Sample.change(mark, of: "calm"), mark, now: at(3)) }
        // All 24 are due, nothing has a receipt yet.
        outbox.linkRestored(now: at(4))
        #expect(sends(4) == [1, 2, 3, 4, 25, 26, 27, 28])
        for token: UInt64 in 1...4 { _ = receive(token, .later, after: .seconds(1), 5) }
        #expect(sends(5) == [5, 6, 7, 8], "the next of those that are due, though nothing was due anew")
        for token: UInt64 in 25...28 { _ = receive(token, .recorded, 6) }
        #expect(sends(6) == [29, 30, 31, 32])
    }

    /// A tenant's limit as the store keeps it, in milliseconds: whoever is put off is told a time behind the others'.
    struct Limit {
        let interval: Int64
        private var free: Int64 = 0
        private var promised: Int64 = 0

        init(interval: Int64) { self.interval = interval }

        /// Nil where the message may pass now, else how long to wait.
        mutating func wait(now: Int64) -> Int64? {
            guard free > now else {
                free = now + interval
                return nil
            }
            let slot = max(free, promised)
            promised = slot + interval
            return slot - now
        }
    }

    @Test(
        "tenants over their limits are recorded in their order and at their rate, also where messages come later than told",
        arguments: [1, 4, 200],
        [1, 3]
    )
    mutating func order(window: Int, step: Int64) {
        outbox = OutboxCore<Int>(limits: .init(window: window), seed: 1)
        for mark in 0..<300 { outbox.enqueue(Sample.change(mark, of: "t\(mark % 3)"), mark, now: at(0)) }
        var limits = (0..<3).map { Limit(interval: 10 * Int64($0 + 1)) }
        var recorded: [[Int]] = [[], [], []]
        var ends: [Int64] = [0, 0, 0]
        for now in stride(from: 0 as Int64, to: 10_000, by: Int64.Stride(step)) where !outbox.isEmpty {
            for token in sends(now) {
                let tenant = Int(token - 1) % 3
                if let wait = limits[tenant].wait(now: now) {
                    _ = receive(token, .later, after: .milliseconds(wait), now)
                } else {
                    _ = receive(token, .recorded, now)
                    recorded[tenant].append(Int(token) - 1)
                    ends[tenant] = now
                }
            }
        }
        for tenant in 0..<3 {
            #expect(recorded[tenant] == (0..<300).filter { $0 % 3 == tenant })
            // Each alone would need 99 intervals.
            let longest: Int64 = step == 1 ? 1_200 : 1_800
            #expect(ends[tenant] <= longest * Int64(tenant + 1), "nobody waits for a slower one")
        }
    }

    @Test("what is put off and what waits behind it is bounded")
    mutating func held() {
        outbox = OutboxCore<Int>(limits: .init(window: 3, held: 10), seed: 1)
        var taken = 0
        while outbox.hasRoom, taken < 100 {
            outbox.enqueue(Sample.change(taken, of: "flood"), taken, now: at(0))
            taken += 1
            for token in sends(1) { _ = receive(token, .later, after: .seconds(10), 1) }
        }
        #expect(taken == 10)
        #expect(outbox.abandonAll().map(\.mark) == Array(0..<10))
        #expect(outbox.hasRoom && outbox.isEmpty)
    }

    @Test("a message without a receipt goes out again, later each time, never past the longest pause")
    mutating func backoff() {
        outbox.enqueue(Sample.change(1), 1, now: at(0))
        var last: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<10 {
            _ = sends(last)
            let next = outbox.nextWake?.nanoseconds ?? 0
            #expect(sends(next / 1_000_000 - 1) == [])
            pauses.append(next / 1_000_000 - last)
            last = next / 1_000_000 + 1
        }
        for (index, pause) in pauses.enumerated() {
            let expected = min(300.0 * Double(1 << index), 8_000)
            #expect(Double(pause) >= expected * 0.79 && Double(pause) <= expected * 1.21, "pause \(index)")
        }
    }

    @Test(
        "pauses begin anew with a new link, and where the store said something",
        arguments: [nil, .later] as [Receipt.Status?]
    )
    mutating func pausesBeginAnew(said: Receipt.Status?) {
        outbox.enqueue(Sample.change(1), 1, now: at(0))
        var now: Int64 = 0
        for _ in 0..<10 {
            #expect(sends(now) == [1])
            now = (outbox.nextWake?.nanoseconds ?? 0) / 1_000_000 + 1
        }
        if let said { _ = receive(1, said, after: .milliseconds(1), now) } else { outbox.linkRestored(now: at(now)) }
        #expect(sends(now + 1) == [1])
        #expect(sends(now + 200) == [])
        #expect(sends(now + 400) == [1], "what goes out anew and is lost comes again soon, not after half a minute")
        #expect(receive(1, .recorded, now + 401) == "held 1 after 12")
    }

    @Test("a message that is put off waits as long as the store asks")
    mutating func later() {
        outbox.enqueue(Sample.change(1), 1, now: at(0))
        #expect(sends(0) == [1])
        #expect(receive(1, .later, after: .seconds(5), 10) == "postponed")
        #expect(sends(3_900) == [])
        #expect(sends(6_100) == [1])
        #expect(receive(1, .repeat, 6_200) == "held 1 after 2")
        #expect(outbox.isEmpty)
    }

    @Test("a refused message leaves, and the others go on")
    mutating func refused() {
        outbox.enqueue(Sample.change(1), 1, now: at(0))
        outbox.enqueue(Sample.change(2), 2, now: at(0))
        _ = sends(0)
        #expect(receive(1, .refused, 1) == "refused 1")
        #expect(receive(2, .recorded, 1) == "held 2 after 1")
        #expect(outbox.isEmpty)
    }

    @Test("after the link was lost everything on its way goes out again at once, in its order")
    mutating func link() {
        for mark in 0..<3 { outbox.enqueue(Sample.change(mark), mark, now: at(0)) }
        _ = sends(0)
        outbox.linkRestored(now: at(5))
        #expect(sends(5) == [1, 2, 3])
    }

    @Test("giving up names every message, oldest first")
    mutating func abandon() {
        for mark in 0..<5 { outbox.enqueue(Sample.change(mark), mark, now: at(0)) }
        _ = sends(0)
        #expect(outbox.abandonAll().map(\.mark) == [0, 1, 2, 3, 4])
        #expect(outbox.isEmpty)
        #expect(outbox.nextWake == nil)
    }

    @Test("a queue gives back what went in, however it is used")
    func fifo() {
        var fifo = FIFO<Int>()
        var next = (in: 0, out: 0)
        var random = Jitter(seed: 3)
        for _ in 0..<20_000 {
            if random.next() % 5 < 3 {
                fifo.append(next.in)
                next.in += 1
            } else if let value = fifo.popFirst() {
                #expect(value == next.out)
                next.out += 1
            }
            #expect(fifo.count == next.in - next.out)
        }
        #expect(fifo.first == next.out)
    }

    @Test("a heap gives the least first, of equals the one that came first")
    func heap() {
        var heap = Heap<UInt64, Int>()
        var expected: [(key: UInt64, value: Int)] = []
        var random = Jitter(seed: 5)
        for value in 0..<1_000 {
            let key = random.next() % 50
            heap.insert(value, key)
            expected.append((key, value))
            guard random.next() % 3 == 0 else { continue }
            let least = expected.indices.min { (expected[$0].key, $0) < (expected[$1].key, $1) } ?? 0
            #expect(heap.least == expected[least].key)
            #expect(heap.popLeast() == expected.remove(at: least).value)
        }
        heap.setAll(7)
        expected = expected.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(
            \.element
        )
        var left: [Int] = []
        while let value = heap.popLeast() { left.append(value) }
        #expect(left == expected.map(\.value) && heap.least == nil)
    }
}
