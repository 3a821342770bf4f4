import Messages

/// Two lists of privileged use, put side by side: pure.
///
/// Two entries may be the same use where the actor is the same, the times are no further apart than the tolerance, and no field that both
/// have differs. In the order of time each of theirs takes the earliest of ours that is left and may be it, which matches as many as can be
/// where only the times decide.
struct Reconciliation: Sendable {
    struct Match: Hashable, Sendable {
        var theirs: PrivilegedUse
        var ours: PrivilegedUse
    }

    private(set) var matched: [Match] = []
    /// In the customer's log, and not in our records.
    private(set) var onlyTheirs: [PrivilegedUse] = []
    /// In our records, and not in the customer's log.
    private(set) var onlyOurs: [PrivilegedUse] = []

    init(theirs: [PrivilegedUse], ours: [PrivilegedUse], tolerance: Duration) {
        let ours = ours.sorted { $0.time.microseconds < $1.time.microseconds }
        let byActor = Dictionary(grouping: ours.indices) { ours[$0].actor }
        var isTaken = [Bool](repeating: false, count: ours.count)
        // Where each actor's search begins: what is before that is taken or too old for all that follow.
        var begins: [String: Int] = [:]
        for use in theirs.sorted(by: { $0.time.microseconds < $1.time.microseconds }) {
            let candidates = byActor[use.actor] ?? []
            var begin = begins[use.actor] ?? 0
            while begin < candidates.count,
                isTaken[candidates[begin]] || use.time - ours[candidates[begin]].time > tolerance
            {
                begin += 1
            }
            begins[use.actor] = begin
            let found = candidates[begin...].prefix { ours[$0].time - use.time <= tolerance }.first { index in
                !isTaken[index] && Self.mayBe(use, ours[index])
            }
            if let found {
                isTaken[found] = true
                matched.append(Match(theirs: use, ours: ours[found]))
            } else {
                onlyTheirs.append(use)
            }
        }
        onlyOurs = ours.indices.filter { !isTaken[$0] }.map { ours[$0] }
    }

    /// Leaves out those of ours that nobody asked for.
    mutating func keepOurs(_ isWanted: (PrivilegedUse) -> Bool) { onlyOurs = onlyOurs.filter(isWanted) }

    private static func mayBe(_ left: PrivilegedUse, _ right: PrivilegedUse) -> Bool {
        agree(left.address, right.address) && agree(left.action, right.action) && agree(left.resource, right.resource)
    }

    private static func agree(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return true }
        return left.lowercased() == right.lowercased()
    }
}
