/// How many places of the checkers one tenant's changes hold, so that another's need not wait for one.
///
/// A tenant may hold twice as many as are free, times its weight: two thirds where it is alone. A few it may hold whatever is free, and
/// as many as there are checkers, so that small credits are used up and none is idle.
struct CheckShare: Sendable {
    private static let few = 16

    private var out = 0
    private var outOfTenant: [Int] = []

    /// Whether one more of a tenant's may be given out.
    func hasRoom(_ tenant: Int, weight: Int, _ places: WorkPlaces) -> Bool {
        guard tenant < outOfTenant.count else { return true }
        return outOfTenant[tenant] < max(Self.few, places.replicas, 2 * weight * (places.items - out))
    }

    mutating func give(_ tenant: Int) {
        while outOfTenant.count <= tenant { outOfTenant.append(0) }
        outOfTenant[tenant] += 1
        out += 1
    }

    mutating func takeBack(_ tenant: Int) {
        outOfTenant[tenant] -= 1
        out -= 1
    }
}

/// What the replicas that are ready for a kind of work can hold together.
struct WorkPlaces: Sendable {
    var replicas = 0
    var items = 0
}
