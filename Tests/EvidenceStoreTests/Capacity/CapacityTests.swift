import Messages
import Testing

@testable import EvidenceStore

struct CapacityForecastTests {
    private static let begin = Timestamp(microseconds: 1_763_600_000_000_000)

    /// A point each hour, of so many messages in all.
    private func forecast(_ messages: [Int64]) -> CapacityForecast {
        CapacityForecast(
            history: messages.enumerated().map { hour, count in
                .init(at: Self.begin + .seconds(3_600 * hour), messages: count)
            }
        )
    }

    @Test(
        "a line says how fast and how well",
        arguments: [
            ([(0, 0), (1, 2), (2, 4)], 2.0, 0.0, 1.0), ([(10, 5), (20, 5)], 0, 5, 1),
            ([(0, 0), (1, 1), (2, 0), (3, 1)], 0.2, 0.2, 0.2),
        ] as [([(Double, Double)], Double, Double, Double)]
    )
    func fit(points: [(Double, Double)], slope: Double, intercept: Double, determination: Double) throws {
        let fit = try #require(LinearFit(points.map { (x: $0.0, y: $0.1) }))
        #expect(abs(fit.slope - slope) < 1e-9)
        #expect(abs(fit.intercept - intercept) < 1e-9)
        #expect(abs(fit.determination - determination) < 1e-9)
    }

    @Test("what is no line is none")
    func noLine() {
        #expect(LinearFit([]) == nil)
        #expect(LinearFit([(1, 1)]) == nil)
        #expect(LinearFit([(1, 1), (1, 5)]) == nil)
    }

    @Test(
        "the disk is full when what is free is used at this growth",
        arguments: [
            // 3,600 messages an hour of 1,000 bytes are 1,000 bytes a second.
            ([0, 3_600, 7_200, 10_800], 86_400_000, 86_400.0), ([0, 3_600], 0, 0), ([0, 3_600], -5, 0),
            ([7, 7, 7], 1_000, nil), ([5], 1_000, nil), ([], 1_000, nil),
        ] as [([Int64], Int64, Double?)]
    )
    func disk(messages: [Int64], free: Int64, expected: Double?) {
        let seconds = forecast(messages).diskFull(free: free, bytesPerMessage: 1_000)
        #expect(seconds.map { $0.rounded() } == expected)
    }

    @Test(
        "throughput runs out when growing rates reach what can be sustained",
        arguments: [
            // The rate grows by one a second each hour, 9.5 now: 10.5 more hours to 20.
            ((0...10).map { 1_800 * Int64($0) * Int64($0) }, 20.0, 36_000.0),
            // It is there.
            ((0...10).map { 1_800 * Int64($0) * Int64($0) }, 5, 0),
            // It does not grow.
            ((0...10).map { 3_600 * Int64($0) }, 20, nil),
            // Too few points, and points without a line.
            ((0...4).map { 1_800 * Int64($0) * Int64($0) }, 20, nil),
            ([0, 9_000, 9_100, 18_000, 18_100, 27_000, 27_100, 36_500], 20, nil),
        ] as [([Int64], Double, Double?)]
    )
    func throughput(messages: [Int64], sustainable: Double, expected: Double?) {
        #expect(forecast(messages).throughputFull(sustainable: sustainable).map { $0.rounded() } == expected)
    }

    @Test("from what transactions cost one sees how many messages the disk takes, also when little comes in")
    func cost() throws {
        var cost = CommitCost()
        #expect(cost.sustainableRate(batch: 500) == nil)
        // 2 ms by itself and 50 µs for each message.
        for round in 0..<400 {
            let count = 1 + round % 40
            cost.add(messages: count, seconds: 0.002 + 0.000_05 * Double(count))
        }
        let rate = try #require(cost.sustainableRate(batch: 500))
        // No batch above twice the usual is believed: about 88 of 6.4 ms.
        #expect(rate > 10_000 && rate < 16_000, "\(rate)")
        var single = CommitCost()
        for _ in 0..<100 { single.add(messages: 1, seconds: 0.002) }
        #expect(single.sustainableRate(batch: 500).map { $0.rounded() } == 500)
    }
}

struct CapacityWatchTests {
    private func report(
        used: Int = 50,
        diskFull: Double? = nil,
        throughputFull: Double? = nil,
        history: Double = 86_400,
        hour: Int = 0
    ) -> CapacityReport {
        CapacityReport(
            at: Timestamp(microseconds: 1_763_600_000_000_000) + .seconds(3_600 * hour),
            disk: .init(totalBytes: 1_000, freeBytes: Int64(1_000 - 10 * used)),
            journalBytes: 400,
            bytesPerMessage: 4,
            growthBytesPerSecond: 1,
            historySeconds: history,
            diskFullSeconds: diskFull,
            ingestRate: 10,
            sustainableRate: 100,
            throughputFullSeconds: throughputFull,
            work: []
        )
    }

    @Test(
        "what is near is told, what is far or guessed from too little is not",
        arguments: [
            (50, nil, nil, 86_400, []), (86, nil, nil, 60, ["disk"]), (85, nil, nil, 86_400, []),
            (50, 86_400, nil, 86_400, ["disk-forecast"]), (50, 86_400, nil, 600, []),
            (50, 8 * 86_400, nil, 86_400, []), (50, nil, 3_600, 86_400, ["throughput-forecast"]),
            (99, 60, 60, 86_400, ["disk", "disk-forecast", "throughput-forecast"]),
        ] as [(Int, Double?, Double?, Double, [String])]
    )
    func telling(used: Int, diskFull: Double?, throughput: Double?, history: Double, expected: [String]) {
        var watch = CapacityWatch(CapacityWatch.Limits())
        let report = report(used: used, diskFull: diskFull, throughputFull: throughput, history: history)
        let told = watch.look(at: report)
        #expect(told.map { $0.details["capacity.what"] } == expected)
        #expect(told.allSatisfy { $0.reason == "capacity" })
    }

    @Test("it is told once a day while it stays so, and at once when it comes again")
    func again() {
        var watch = CapacityWatch(CapacityWatch.Limits())
        let told = [(90, 0), (90, 1), (90, 23), (90, 24), (50, 25), (90, 26)].map { used, hour in
            watch.look(at: report(used: used, hour: hour)).count
        }
        #expect(told == [1, 0, 0, 1, 0, 1])
    }
}
