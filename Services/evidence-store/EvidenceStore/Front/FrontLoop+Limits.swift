import Access
import Messages
import ServiceKit
import ZeroMQ

/// Limits: who sends or asks more than he may is told so, with a time.
extension FrontLoop {
    /// Whether the principal may send the message that was just received; before it is read, because reading costs most.
    func admit(_ connection: ConnectionTable.Connection?, _ domain: AccessDomain) -> Bool {
        guard let flow = connection?.flow else { return true }
        guard let wait = flow.allowance.take(frames.size(of: 3), now: now) else { return true }
        guard let mark = frames.withBytes(of: 1, { SenderID($0) }).flatMap(mark) else {
            metrics.dropped.count(.sender)
            return false
        }
        count(wait.limit, of: flow, by: connection, isTenant: false)
        putOff(mark, id: nil, wait, domain)
        return false
    }

    /// Whether the message is small enough for its principal, and its tenant has room for it.
    func admit(
        _ message: IngestMessage,
        _ mark: IngestMark,
        _ tenant: Flow?,
        _ connection: ConnectionTable.Connection?
    ) -> Bool {
        let size = message.bytes.count
        let largest = min(connection?.flow?.allowance.messageBytes ?? size, tenant?.allowance.messageBytes ?? size)
        guard size <= largest else {
            if let flow = connection?.flow ?? tenant { increment(.size, of: flow, by: connection) }
            let refusal = IngestRefusal(.tooLarge, "may have at most \(largest) bytes here", id: message.header.id)
            refuse(mark, refusal, .external, connection)
            return false
        }
        guard let tenant, tenant !== connection?.flow, let wait = tenant.allowance.take(size, now: now) else {
            return true
        }
        // It was not the principal who had too much: his other tenants must not suffer.
        connection?.flow?.allowance.giveBack(size)
        count(wait.limit, of: tenant, by: connection, isTenant: true)
        putOff(mark, id: message.header.id, wait, .external)
        return false
    }

    /// In whose queue a message stands: its tenant's, or its principal's where it is of none.
    func flow(of tenant: String?, _ connection: ConnectionTable.Connection?) -> Flow? {
        guard let tenant, let connection else { return connection?.flow }
        if let last = connection.tenant, last.name == tenant { return last }
        let flow = flows.tenant(tenant)
        connection.tenant = flow
        return flow
    }

    /// Counts a question of a principal and of the tenant that it is about; returns their places, for ``close(_:)``.
    func admit(_ query: AuthorisedQuery, _ connection: ConnectionTable.Connection?) throws(QueryRefusal) -> [Int] {
        guard let connection, query.principal.role.domain == .external else { return [] }
        let tenant = query.request.tenant ?? query.principal.onlyTenant
        var admitted: [Int] = []
        for flow in [connection.flow, tenant.flatMap { self.flow(of: $0, connection) }].compactMap(\.self) {
            guard flow.allowance.openQuery() else {
                closeQueries(admitted)
                count(.queries, of: flow, by: connection, isTenant: flow !== connection.flow)
                throw QueryRefusal(
                    id: query.request.id,
                    code: .rateLimited,
                    message: "at most \(flow.allowance.queries) questions of \(flow.name) may be open; ask again",
                    retryAfterMilliseconds: 500
                )
            }
            admitted.append(flow.index)
        }
        return admitted
    }

    /// Questions have their answers.
    func closeQueries(_ places: [Int]) {
        for place in places { flows[place].allowance.closeQuery() }
    }

    /// Reads the shares and limits of all tenants after the start, a page at a time; until then the defaults hold.
    func askForProfiles() {
        guard let after = profilesWanted, readers.push(.profiles(after: after)) else { return }
        profilesWanted = nil
    }

    /// Puts a tenant's share and limits in force.
    func learn(_ profile: FlowProfile) {
        flows.learn(profile)
        dispatcher.window.setWeight(profile.weight, of: profile.tenant)
    }

    /// Takes in a profile that was just recorded.
    func learnProfile(of message: RecordedMessage) {
        guard message.kind == .tenantRegistered || message.kind == .tenantUpdated,
            let profile = FlowProfile(message)
        else { return }
        learn(profile)
    }

    private func mark(_ sender: SenderID) -> IngestMark? {
        frames.withBytes(of: 2) { token in
            Topic.isValid(token: token)
                ? IngestMark(sender: sender, token: String(decoding: token, as: UTF8.self)) : nil
        }
    }

    private func putOff(_ mark: IngestMark, id: MessageID?, _ wait: Allowance.Wait, _ domain: AccessDomain) {
        metrics.later.count(.rateLimited)
        // Never 0, and not a moment too early.
        let time = Duration.milliseconds(wait.time / 1_000_000 + 1)
        receipts.add(.later, id: id, code: LaterCode.rateLimited.rawValue, retryAfter: time, to: mark, domain)
    }

    private func count(
        _ limit: Allowance.Limit,
        of flow: Flow,
        by connection: ConnectionTable.Connection?,
        isTenant: Bool
    ) {
        let principal = connection?.peer.principal ?? ""
        ledger.note(principal, limit, isTenant: isTenant, at: today)
        increment(limit, of: flow, by: connection)
    }

    private func increment(_ limit: Allowance.Limit, of flow: Flow, by connection: ConnectionTable.Connection?) {
        let principal = connection?.peer.principal ?? ""
        let counted = connection?.flow ?? flow
        let counter = counted.counters[limit] ?? metrics.limited(principal, limit)
        counted.counters[limit] = counter
        counter.increment()
    }
}
