import TestSupport
import Testing

@testable import EvidenceStore

struct FairRingTests {
    private static func ring(capacity: Int = 1_000, bytes: Int = 1 << 30) -> FairRing<(flow: Int, number: Int)> {
        FairRing(capacity: capacity, maximumBytes: bytes)
    }

    private static func fill(
        _ ring: inout FairRing<(flow: Int, number: Int)>,
        _ flow: Int,
        _ count: Int,
        size: Int = 100,
        weight: Int = 1
    ) -> Int {
        (0..<count).count { ring.push((flow, $0), size: size, flow: flow, weight: weight, now: Int64($0)) }
    }

    @Test(
        "flows are served in turn by their weights",
        arguments: [
            ([(1, 100), (1, 3)], 6, [3, 3]),
            ([(1, 100), (1, 100), (1, 100)], 30, [10, 10, 10]),
            ([(3, 100), (1, 100)], 40, [30, 10]),
            ([(16, 100), (1, 10)], 34, [32, 2]),
        ]
    )
    func turns(flows: [(weight: Int, count: Int)], take: Int, expected: [Int]) {
        var ring = Self.ring(capacity: 10_000)
        for (flow, entry) in flows.enumerated() {
            #expect(Self.fill(&ring, flow, entry.count, weight: entry.weight) == entry.count)
        }
        var served = Array(repeating: 0, count: flows.count)
        for _ in 0..<take { if let (element, _) = ring.pop() { served[element.flow] += 1 } }
        #expect(served == expected)
    }

    @Test("a late message of a quiet flow waits for one turn of each other, however much they have")
    func bound() {
        var ring = Self.ring(capacity: 10_000)
        for flow in 0..<4 { _ = Self.fill(&ring, flow, 1_000) }
        for _ in 0..<100 { _ = ring.pop() }
        _ = Self.fill(&ring, 9, 1)
        var before = 0
        while let (element, _) = ring.pop(), element.flow != 9 { before += 1 }
        #expect(before <= 4)
    }

    @Test("what is large counts for more")
    func large() {
        var ring = Self.ring()
        _ = Self.fill(&ring, 0, 20, size: 40_960)
        _ = Self.fill(&ring, 1, 200, size: 100)
        var served = [0, 0]
        for _ in 0..<110 { if let (element, _) = ring.pop() { served[element.flow] += 1 } }
        #expect(served[0] >= 8 && served[0] <= 12, "\(served)")
    }

    @Test("the oldest is told whichever flow's it is, until it is taken")
    func oldest() {
        var ring = Self.ring()
        #expect(ring.oldest == nil)
        for (now, flow) in [0, 0, 0, 1].enumerated() {
            let isKept = ring.push((flow, now), size: 100, flow: flow, weight: 1, now: Int64(10 * now))
            #expect(isKept)
        }
        // Taken: 0 of the first flow, 30 of the second, then the rest of the first.
        let left: [Nanoseconds?] = [0, 10, 10, 20, nil]
        for expected in left {
            #expect(ring.oldest == expected)
            _ = ring.pop()
        }
        let isKept = ring.push((1, 0), size: 100, flow: 1, weight: 1, now: 99)
        #expect(isKept && ring.oldest == 99)
    }

    @Test("one alone gets half of the room, and who comes later finds some")
    func shares() {
        var ring = Self.ring(capacity: 1_000)
        let counts = (0..<4).map { Self.fill(&ring, $0, 1_000) }
        #expect(counts[0] == 500)
        #expect(counts.allSatisfy { $0 > 0 })
        #expect(ring.count < 1_000)
        var bytes = Self.ring(capacity: 1_000, bytes: 100_000)
        #expect(Self.fill(&bytes, 0, 1_000, size: 1_000) == 50)
        #expect(Self.fill(&bytes, 1, 1_000, size: 1_000) > 10)
    }

    @Test("in any history the order within a flow is kept, nothing is lost and all room comes back", arguments: 0..<20)
    func history(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        var ring = Self.ring(capacity: 200, bytes: 1_000_000)
        var pushed: [Int: Int] = [:]
        var popped: [Int: Int] = [:]
        var since: [[Int]: Nanoseconds] = [:]
        for now in 0..<5_000 as Range<Nanoseconds> {
            let flow = Int.random(in: 0..<7, using: &random)
            if Bool.random(using: &random) {
                let size = Int.random(in: 0..<20_000, using: &random)
                let number = pushed[flow, default: 0]
                if ring.push((flow, number), size: size, flow: flow, weight: 1 + flow % 3, now: now) {
                    pushed[flow] = number + 1
                    since[[flow, number]] = now
                }
            } else if let (element, _) = ring.pop() {
                #expect(element.number == popped[element.flow, default: 0])
                popped[element.flow, default: 0] += 1
                since[[element.flow, element.number]] = nil
            }
            #expect(ring.oldest == since.values.min())
        }
        while let (element, _) = ring.pop() { popped[element.flow, default: 0] += 1 }
        #expect(popped == pushed)
        #expect(ring.count == 0 && ring.bytes == 0 && ring.activeFlows == 0 && ring.oldest == nil)
    }
}
