/// Queues of lanes, one per tenant, served in turn: a tenant with ten thousand lanes waits as long as one with one.
struct TenantTurns: Sendable {
    private var queues: [IndexQueue] = []
    private var ring = IndexQueue()

    mutating func append(_ lane: Int, of tenant: Int) {
        while queues.count <= tenant { queues.append(IndexQueue()) }
        if queues[tenant].isEmpty { ring.append(tenant) }
        queues[tenant].append(lane)
    }

    /// Takes the first lane of the tenant whose turn it is, and puts the tenant at the end.
    mutating func next() -> Int? {
        guard let tenant = ring.popFirst() else { return nil }
        let lane = queues[tenant].popFirst()
        if !queues[tenant].isEmpty { ring.append(tenant) }
        return lane
    }
}
