import Messages
import SQL

extension JournalReader {
    /// Intervals of the history that forecasts are made from.
    private static let intervals = 168
    private static let longestInterval: Int64 = 3_600_000_000
    private static let shortestInterval: Int64 = 60_000_000

    /// How many messages there were: hourly in the last week, closer together in a younger journal.
    func capacityHistory(now: Timestamp) throws -> [CapacityForecast.Point] {
        try snapshot {
            let last = try head()
            guard last > 0, let begin = try recordedAt(atLeast: 1) else { return [] }
            let age = now.microseconds - begin.microseconds
            let interval = min(max(age / 24, Self.shortestInterval), Self.longestInterval)
            var points: [CapacityForecast.Point] = []
            for step in (0...Self.intervals).reversed() {
                let at = Timestamp(microseconds: now.microseconds - Int64(step) * interval)
                guard at >= begin else { continue }
                points.append(.init(at: at, messages: step == 0 ? last : try messages(until: at, last: last)))
            }
            return points
        }
    }

    /// Open work by kind, and how long its oldest has waited.
    func openWorkByKind(now: Timestamp) throws -> [CapacityReport.Work] {
        try snapshot {
            let rows = try database.all(
                "SELECT kind, count(*), min(message) FROM obligations WHERE state = 1 GROUP BY kind"
            ) { ($0.int64(0), $0.int(1), $0.int64(2)) }
            let open = try rows.compactMap { code, count, message -> CapacityReport.Work? in
                guard let kind = WorkKind(code: code) else { return nil }
                let since = try recordedAt(atLeast: message).map { now.microseconds - $0.microseconds } ?? 0
                return .init(kind: kind, count: count, oldestSeconds: max(0, Double(since) / 1e6))
            }
            return WorkKind.allCases.map { kind in
                open.first { $0.kind == kind } ?? .init(kind: kind, count: 0, oldestSeconds: 0)
            }
        }
    }

    func journalBytes() throws -> Int64 { try database.sizeInBytes() }

    /// The number of the last message that was recorded by then: numbers and times grow together.
    private func messages(until time: Timestamp, last: Int64) throws -> Int64 {
        var (low, high) = (Int64(0), last)
        while low < high {
            let middle = (low + high + 1) / 2
            if let at = try recordedAt(atLeast: middle), at <= time { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private func recordedAt(atLeast seq: Int64) throws -> Timestamp? {
        try database.first("SELECT recorded_at FROM messages WHERE seq >= ?1 ORDER BY seq LIMIT 1", seq) {
            $0.timestamp(0)
        }
    }
}
