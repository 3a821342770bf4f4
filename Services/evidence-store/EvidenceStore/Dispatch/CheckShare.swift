/// How many places of the checkers one tenant's changes hold, so that another's need not wait for one.
///
/// A tenant may hold twice as many as are free, times its weight: two thirds where it is alone. A few it may hold whatever is free, and
/// as many as there are checkers, so that small credits are used up and none is idle.
struct CheckShare: Sendable {
    private static let few = 16

    private var out = TenantCount()

    /// Whether one more of a tenant's may be given out.
    func hasRoom(_ tenant: Int, weight: Int, _ places: WorkPlaces) -> Bool {
        out[tenant] < max(Self.few, places.replicas, 2 * weight * (places.items - out.all))
    }

    mutating func give(_ tenant: Int) { out.give(tenant) }

    mutating func takeBack(_ tenant: Int) { out.takeBack(tenant) }
}

/// What the replicas that are ready for a kind of work can hold together.
struct WorkPlaces: Sendable {
    var replicas = 0
    var items = 0
}
