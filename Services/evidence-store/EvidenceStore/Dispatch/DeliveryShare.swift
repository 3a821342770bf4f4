import Messages

/// How many places of the notifiers deliveries hold, so that receivers that hang leave room for everybody else.
///
/// A delivery holds its place until the receiver has answered, which may take as long as the notifier's time limit. All
/// together hold at most seven eighths, which leaves plans a way; one tenant's a quarter (two at least); those to receivers that were slow
/// the last time, half.
struct DeliveryShare: Sendable {
    /// What took longer is slow from then on, until it is quick again.
    static let slow: Nanoseconds = .milliseconds(2_000)
    /// Receivers that are remembered as slow; above it all are forgotten.
    private static let remembered = 10_000

    private(set) var out = TenantCount()
    private(set) var slowOut = 0
    private var slowLanes: Set<Lane> = []

    func isSlow(_ lane: Lane) -> Bool { slowLanes.contains(lane) }

    /// Whether one more may be given out, of `places` in all.
    func hasRoom(_ places: Int) -> Bool { out.all < max(1, places - places / 8) }

    func hasRoomForSlow(_ places: Int) -> Bool { slowOut < max(1, places / 2) }

    func hasRoom(_ tenant: Int, _ places: Int) -> Bool {
        out[tenant] < max(2, places / 4)
    }

    mutating func give(_ tenant: Int, isSlow: Bool) {
        out.give(tenant)
        if isSlow { slowOut += 1 }
    }

    mutating func takeBack(_ tenant: Int, isSlow: Bool) {
        out.takeBack(tenant)
        if isSlow { slowOut -= 1 }
    }

    /// Notes how long a receiver kept its place.
    mutating func note(_ lane: Lane, took time: Nanoseconds) {
        guard time >= Self.slow else {
            if !slowLanes.isEmpty { slowLanes.remove(lane) }
            return
        }
        if slowLanes.count >= Self.remembered { slowLanes.removeAll() }
        slowLanes.insert(lane)
    }
}
