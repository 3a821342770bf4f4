import ServiceKit
import Synchronization

/// Makes the counters of what was put off, by principal; so many that a scrape stays small, the rest as one.
final class LimitedCounters: Sendable {
    static let limit = 200

    private let metrics: Metrics
    private let known = Mutex<Set<String>>([])

    init(_ metrics: Metrics) { self.metrics = metrics }

    func counter(_ principal: String, _ limit: Allowance.Limit) -> Counter {
        let isKnown = known.withLock { known in
            if known.count < Self.limit { known.insert(principal) }
            return known.contains(principal)
        }
        return metrics.counter(
            "settei_store_limited_total",
            "Messages and questions put off or refused for a limit, by principal and limit.",
            labels: ["principal": isKnown ? principal : "", "limit": limit.rawValue]
        )
    }
}
