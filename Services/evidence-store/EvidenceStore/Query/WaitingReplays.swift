import Messages

/// Replays that found nothing and wait for something: a reader is asked again only when there is.
struct WaitingReplays: Sendable {
    private var queries: [PendingQuery] = []

    /// Above this nobody may wait, and a replay is answered at once.
    static let maximum = 1_000

    var count: Int { queries.count }

    /// Keeps a replay; says `false` where too many wait already.
    mutating func add(_ query: PendingQuery) -> Bool {
        guard queries.count < Self.maximum else { return false }
        queries.append(query)
        return true
    }

    /// Takes out the replays that a new message of one of `kinds` concerns.
    mutating func wake(for kinds: Set<Kind>) -> [PendingQuery] {
        take { query in query.query.kind.map { kinds.contains($0) } ?? true }
    }

    /// Takes out the replays whose time is over.
    mutating func expire(now: Nanoseconds) -> [PendingQuery] {
        take { $0.waitUntil <= now }
    }

    private mutating func take(_ isMeant: (PendingQuery) -> Bool) -> [PendingQuery] {
        guard queries.contains(where: isMeant) else { return [] }
        let taken = queries.filter(isMeant)
        queries.removeAll(where: isMeant)
        return taken
    }
}
