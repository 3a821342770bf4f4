import Access
import Messages
import ZeroMQ

/// Who may do what, now: the list changes, and keys come to their end, while connections stand.
extension FrontLoop {
    /// Puts the list in force that was read last, and cuts off the feeds of whoever lost something by it.
    func refreshPrincipals() throws(ZeroMQError) {
        try takeFeedPlaces()
        let isOver = nextExpiry.map { today >= $0 } ?? false
        guard access.generation != generation || isOver || lastRefresh == nil else { return }
        generation = access.generation
        let (old, then) = (principals, lastRefresh ?? today)
        principals = access.current
        lastRefresh = today
        nextExpiry = principals.nextExpiry(after: today)
        connections.removeAll()
        for domain in principals.sidesLost(since: old, from: then, to: today) { try reopenFeed(domain) }
    }

    private func reopenFeed(_ domain: AccessDomain) throws(ZeroMQError) {
        let side = side(domain)
        // What the old feed's monitor still has would go with it.
        try readMonitors(of: side)
        try side.reopenFeed()
        metrics.feedsReopened.count(domain)
        // The old socket tells of no ends of subscriptions any more.
        if domain == .internal {
            logs = LogSubscriptions()
            resubscribing = Resubscription(
                dispatcher.replicas.compactMap { $0?.sender },
                until: now + .milliseconds(1_000)
            )
        }
        poller.replace(feeds[domain], with: side.feed)
        try takeFeedPlaces()
    }

    private func takeFeedPlaces() throws(ZeroMQError) {
        _ = try `internal`.bindFeed()
        _ = try external.bindFeed()
    }

    /// Who sent the message that was just received.
    func connection() -> ConnectionTable.Connection? {
        let connection = connections.connection(of: frames, in: principals, at: today)
        if let connection, connection.flow == nil, let principal = connection.principal {
            connection.flow = flows.principal(principal)
        }
        return connection
    }

    /// Counts, for the record, what a connection wanted that it may not have.
    func turnAway(_ connection: ConnectionTable.Connection?, _ domain: AccessDomain, _ reason: String) {
        access.ledger.note(
            key: connection.map { String($0.userID.key) },
            address: connection?.peer.address ?? "",
            domain: domain.rawValue,
            reason: reason
        )
    }

    /// Counts, for the record, a connection that failed before ZAP was asked about its key.
    ///
    /// libzmq tells its own address, not the peer's, and no key. A connection that ends without a word, as a probe's does,
    /// is another event and nobody's refusal.
    func note(failedHandshake event: MonitorEvent, _ domain: AccessDomain) {
        guard let error = event.protocolError else { return }
        access.ledger.note(key: nil, address: "", domain: domain.rawValue, reason: error.reason)
    }

    /// Whether whoever asked may still have the answer: a long poll may outlive a key.
    func mayHear(_ pending: PendingQuery) -> Bool {
        guard
            case .accepted(let principal) = principals.verdict(
                key: pending.query.key,
                domain: pending.domain,
                at: today
            )
        else { return false }
        return principal.hasSameRights(as: pending.query.principal)
    }
}

/// Where the two feeds stand in the poller.
struct FeedPlaces {
    var `internal` = 0
    var external = 0

    subscript(domain: AccessDomain) -> Int { domain == .internal ? `internal` : external }
}
