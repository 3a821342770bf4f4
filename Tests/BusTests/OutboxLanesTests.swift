import Testing

@testable import Bus

@Suite struct OutboxLanesTests {
    /// Tenants and how many messages each has, numbered one after the other.
    private static func lanes(_ tenants: [(String, Int)], room: OutboxLanes.Room, bytes: Int = 100) -> OutboxLanes {
        var lanes = OutboxLanes(room: room)
        var number: UInt64 = 0
        for (tenant, count) in tenants {
            for _ in 0..<count {
                number += 1
                lanes.append(number, bytes: bytes, of: tenant)
            }
        }
        return lanes
    }

    private static func taken(_ lanes: inout OutboxLanes) -> [UInt64] {
        var numbers: [UInt64] = []
        while let number = lanes.take() { numbers.append(number) }
        return numbers
    }

    @Test("tenants take turns, each in its order")
    func turns() {
        var lanes = Self.lanes([("a", 4), ("b", 2), ("", 1)], room: .init())
        #expect(Self.taken(&lanes) == [1, 5, 7, 2, 6, 3, 4])
        #expect(lanes.pending(of: "a") == 4 && lanes.pending(of: "c") == 0)
    }

    @Test(
        "whoever has much out leaves room for others",
        arguments: [
            ([("a", 100)], 100, [6]), ([("a", 100), ("b", 100)], 100, [4, 4]), ([("a", 100), ("b", 1)], 100, [6, 1]),
            // By bytes.
            ([("a", 100)], 1_000, [3]), ([("a", 100), ("b", 100)], 1_000, [2, 2]), ([("a", 3)], 9_000, [1]),
        ] as [([(String, Int)], Int, [Int])]
    )
    func shares(tenants: [(String, Int)], bytes: Int, expected: [Int]) {
        var lanes = Self.lanes(tenants, room: .init(messages: 12, bytes: 6_000), bytes: bytes)
        let numbers = Self.taken(&lanes)
        let second = UInt64(tenants[0].1)
        #expect(numbers.count { $0 <= second } == expected[0])
        #expect(numbers.count { $0 > second } == expected.dropFirst().reduce(0, +))
        lanes.append(1_000, bytes: bytes, of: "new")
        if bytes < 6_000 { #expect(lanes.take() == 1_000, "who comes later finds room") }
    }

    @Test("what is settled makes room, and what is put back comes first again")
    func room() {
        var lanes = Self.lanes([("a", 10), ("b", 1)], room: .init(messages: 4, bytes: 1 << 20))
        #expect(Self.taken(&lanes) == [1, 11, 2])
        let (wasLast, again) = (lanes.settle(11), lanes.settle(11))
        #expect(wasLast && !again, "twice counts once")
        #expect(Self.taken(&lanes) == [])
        let isLast = lanes.settle(1)
        #expect(!isLast, "another one is out")
        lanes.putBack([2])
        #expect(lanes.outCount == 0)
        #expect(Self.taken(&lanes) == [2, 3])
        #expect(lanes.pending(of: "a") == 9)
    }
}
