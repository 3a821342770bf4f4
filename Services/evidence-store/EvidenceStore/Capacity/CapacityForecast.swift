import Messages

/// Says from a journal's history when disk or throughput run out: pure.
struct CapacityForecast: Sendable {
    /// How many messages there were at a time.
    struct Point: Hashable, Sendable {
        var at: Timestamp
        var messages: Int64
    }

    /// Points before anything is said of a trend of the rate.
    static let leastPoints = 6
    /// How well rates must follow a line for it to mean anything.
    static let leastDetermination = 0.5

    /// Oldest first.
    let history: [Point]

    /// Over how much time the points are, in seconds.
    var span: Double {
        guard let first = history.first, let last = history.last else { return 0 }
        return last.at.secondsSince(first.at)
    }

    /// Messages a second, by the line nearest to the history.
    var messagesPerSecond: Double? {
        guard let first = history.first?.at else { return nil }
        return LinearFit(history.map { ($0.at.secondsSince(first), Double($0.messages)) }).map { max($0.slope, 0) }
    }

    /// Seconds until `free` bytes are used; nil for never.
    func diskFull(free: Int64, bytesPerMessage: Double) -> Double? {
        guard let rate = messagesPerSecond, rate * bytesPerMessage > 0 else { return nil }
        return max(Double(free), 0) / (rate * bytesPerMessage)
    }

    /// Seconds until the rate reaches what can be sustained; nil for never, or where the rates follow no line.
    func throughputFull(sustainable: Double) -> Double? {
        guard let first = history.first?.at, let last = history.last?.at else { return nil }
        var rates: [(x: Double, y: Double)] = []
        for (before, after) in zip(history, history.dropFirst()) {
            let time = after.at.secondsSince(before.at)
            guard time > 0 else { continue }
            rates.append((before.at.secondsSince(first) + time / 2, Double(after.messages - before.messages) / time))
        }
        guard rates.count >= Self.leastPoints, let fit = LinearFit(rates) else { return nil }
        let now = last.secondsSince(first)
        if fit.value(at: now) >= sustainable { return 0 }
        return fit.determination >= Self.leastDetermination ? fit.distance(to: sustainable, from: now) : nil
    }
}

extension Timestamp {
    fileprivate func secondsSince(_ other: Timestamp) -> Double { Double(microseconds - other.microseconds) / 1e6 }
}
