/// Queues of lanes, one per tenant, served in turn: a tenant with ten thousand lanes waits as long as one with one.
///
/// A tenant of weight 3 has three lanes served in its turn.
struct TenantTurns: Sendable {
    private var queues: [IndexQueue] = []
    private var ring = IndexQueue()
    /// Lanes that the tenant at the front was given in this turn.
    private var served = 0

    mutating func append(_ lane: Int, of tenant: Int) {
        while queues.count <= tenant { queues.append(IndexQueue()) }
        if queues[tenant].isEmpty { ring.append(tenant) }
        queues[tenant].append(lane)
    }

    /// Takes the first lane of the tenant whose turn it is, and puts the tenant at the end once its turn is over.
    ///
    /// - Parameter isBlocked: whether a tenant has as much as it may for now; its turn goes to the next one.
    mutating func next(weight: (Int) -> Int = { _ in 1 }, isBlocked: (Int) -> Bool = { _ in false }) -> Int? {
        for _ in 0..<ring.count {
            guard let tenant = ring.first else { return nil }
            guard !isBlocked(tenant) else {
                endTurn(of: tenant)
                continue
            }
            let lane = queues[tenant].popFirst()
            served += 1
            if queues[tenant].isEmpty || served >= weight(tenant) { endTurn(of: tenant) }
            return lane
        }
        return nil
    }

    private mutating func endTurn(of tenant: Int) {
        served = 0
        _ = ring.popFirst()
        if !queues[tenant].isEmpty { ring.append(tenant) }
    }
}
