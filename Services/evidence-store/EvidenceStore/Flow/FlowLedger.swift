import Messages
import Synchronization
import Threading

/// Counts who was put off for sending or asking too much, by the minute: a flood costs a count, not a message each.
final class FlowLedger: Sendable {
    /// What one record tells.
    struct Group: Hashable, Sendable {
        var principal: String
        var limit: Allowance.Limit
        /// The tenant's limit, not the principal's.
        var isTenant: Bool
        /// Minutes since 1970.
        var minute: Int64
    }

    /// Groups that wait for the journal; what comes after counts as nobody's.
    private static let limit = 1_000

    private let counts = Mutex<[Group: Int64]>([:])

    func note(_ principal: String, _ limit: Allowance.Limit, isTenant: Bool, at now: Timestamp) {
        var group = Group(principal: principal, limit: limit, isTenant: isTenant, minute: now.seconds / 60)
        counts.withLock { counts in
            if counts[group] == nil, counts.count >= Self.limit { group.principal = "" }
            counts[group, default: 0] += 1
        }
    }

    /// Gives out the minutes before this one, or all, and forgets them.
    func take(before minute: Int64?) -> [InputRefused] {
        let due = counts.withLock { counts in
            guard !counts.isEmpty else { return [:] as [Group: Int64] }
            let due = counts.filter { minute == nil || $0.key.minute < minute ?? 0 }
            for group in due.keys { counts[group] = nil }
            return due
        }
        return due.sorted { $0.key.order < $1.key.order }.map { group, count in
            InputRefused(
                principal: group.principal,
                code: group.code,
                minute: Timestamp(microseconds: group.minute * 60_000_000),
                count: count,
                details: []
            )
        }
    }
}

extension FlowLedger.Group {
    fileprivate var order: String { "\(minute) \(principal) \(code)" }

    /// Such as `rate-limited:tenant-bytes`.
    fileprivate var code: String { "\(LaterCode.rateLimited.rawValue):\(isTenant ? "tenant-" : "")\(limit.rawValue)" }
}
