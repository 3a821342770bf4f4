import Access
import Messages

/// How things stand on the socket thread, copied four times a second for `status`, metrics and readiness.
struct FrontSnapshot: Sendable {
    var replicas: [ReplicaStatus] = []
    /// Open items in memory.
    var openItems = 0
    var openBytes = 0
    /// Items that replicas hold.
    var itemsOut = 0
    /// There is open work beyond what is in memory.
    var windowIsPartial = false
    /// Messages on their way to the disk.
    var pendingReplies = 0
    /// Long polls.
    var waitingReplays = 0
    /// Planned changes that checkers are asked about.
    var openChecks = 0
    var heads: [String: Int64] = [:]
    var policy: String?
    /// Keys that were used from more than one address since the list of principals was read last.
    var keysInSeveralPlaces: [AccessDomain: Int] = [:]
}

/// One replica, for `status` and the metrics.
struct ReplicaStatus: Hashable, Sendable {
    var sender: String
    var service: String
    var isReady: Bool
    var isDraining: Bool
    var credit: Int
    var out: Int
    var policy: String
}
