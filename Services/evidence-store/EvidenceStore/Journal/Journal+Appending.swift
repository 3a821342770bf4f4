import Messages

extension Journal {
    /// Records one message and what it makes necessary, or says why not.
    func append(_ incoming: Incoming, now: Timestamp) throws -> AppendResult {
        switch incoming.facts {
        case .change where try isOverBacklog(incoming): .later(.backlog, .seconds(5))
        case .change(let facts): try appendChange(incoming, facts, now: now)
        case .assessment(let facts): try appendAssessment(incoming, facts, now: now)
        case .planned(let facts): try appendPlan(incoming, facts, now: now)
        case .delivered(let facts): try appendDelivery(incoming, facts, now: now)
        case .document(let facts): try appendDocument(incoming, facts, now: now)
        case .manifest(let facts): try appendManifest(incoming, facts, now: now)
        case .retried(let item): try appendRetry(incoming, item, now: now)
        // Holds and erasures are no derived tables: they were acted on once.
        case .hold where replay != nil, .release where replay != nil, .erasure where replay != nil:
            try appendOriginal(incoming, now: now) { _ in }
        case .hold(let hold): try appendHold(incoming, hold, now: now)
        case .release(let release): try appendRelease(incoming, release, now: now)
        case .erasure(let order): try appendErasure(incoming, order, now: now)
        case .imported, .other: try appendOriginal(incoming, now: now) { _ in }
        }
    }

    /// Records a message that its principal says for the first time, then does `body` with it.
    func appendOriginal(
        _ incoming: Incoming,
        sealing: String? = nil,
        now: Timestamp,
        then body: (RecordedMessage) throws -> Void
    ) throws -> AppendResult {
        let header = incoming.header
        let message = try record(incoming, owner: nil, sealing: sealing, now: now)
        guard let message else {
            let owner = try names.principals.id(incoming.principal)
            let isRepeat = try messages.isRepeat(header.id, owner: owner, bytes: incoming.bytes)
            return isRepeat ? .repeat : .refused(.idConflict, where: "id")
        }
        draft.recorded.append(message)
        try body(message)
        return .recorded(seq: message.seq)
    }

    /// Records the first answer to an item of one of `kind`, then does `body` with it and the item's obligation.
    func appendAnswer(
        _ incoming: Incoming,
        to kind: WorkKind,
        now: Timestamp,
        then body: (RecordedMessage, Obligation) throws -> Void
    ) throws -> AppendResult {
        let header = incoming.header
        guard let obligation = try obligations.find(header.id), obligation.kind == kind else {
            return .refused(.unknownItem, where: "id")
        }
        guard names.tenants.name(obligation.tenant) == header.tenant ?? "" else {
            return .refused(.tenantNotAllowed, where: "tenant")
        }
        guard obligation.state != .met, obligation.state != .givenUp else { return .repeat }
        let message = try record(incoming, owner: MessageTable.answers, now: now)
        guard let message else { return .repeat }
        draft.recorded.append(message)
        draft.closed.append(obligation.item)
        if obligation.state == .dead { try deadLetters.clear(obligation, at: now) }
        try body(message, obligation)
        return .recorded(seq: message.seq)
    }

    /// Appends a message that came in; of a journal that is read again, it is there.
    private func record(
        _ incoming: Incoming,
        owner: Int64?,
        sealing: String? = nil,
        now: Timestamp
    ) throws -> RecordedMessage? {
        if let replay { return replay.current }
        return try messages.append(
            incoming.bytes,
            incoming.header,
            principal: incoming.principal,
            peer: incoming.peer,
            owner: owner,
            sealing: sealing,
            at: now
        )
    }

    /// Records a message that the store says itself; nil where it was said before.
    ///
    /// - Parameter sealing: the tenant that it is about, where it stands in the operators' log and must go with that tenant.
    @discardableResult
    func appendDerived(_ message: Message, sealing: String? = nil, now: Timestamp) throws -> RecordedMessage? {
        if let replay { return try replay.said(message.header.id) }
        let recorded = try messages.append(
            message.bytes,
            message.header,
            principal: JournalNames.store,
            peer: nil,
            owner: nil,
            sealing: sealing,
            at: now
        )
        if let recorded { draft.recorded.append(recorded) }
        return recorded
    }

    /// Records that operators must look; the same reason and subject at most once an hour.
    func alertOperators(
        _ reason: OperatorReason,
        _ text: String,
        _ details: [String: String],
        about subject: String? = nil,
        now: Timestamp
    ) throws {
        try alertOperators(OperatorAlerted(reason, text: text, details: details), about: subject, now: now)
    }

    /// Records that operators must look; the same reason and subject at most once an hour.
    func alertOperators(_ alert: OperatorAlerted, about subject: String? = nil, now: Timestamp) throws {
        // What they were told stands in the journal already.
        guard replay == nil else { return }
        if let subject {
            let key = alert.reason + "/" + subject
            if let last = lastAlerts[key], now - last < .seconds(3_600) { return }
            if lastAlerts.count > 10_000 { lastAlerts.removeAll() }
            lastAlerts[key] = now
        }
        let id = MessageID(version7At: now, random: (random(), random()))
        // What is about a tenant may name its resources and addresses, and goes with its keys.
        let message = try DerivedMessages.operatorAlert(alert, id: id, at: now)
        try appendDerived(message, sealing: alert.details["tenant"], now: now)
    }

    /// Writes a need down, and gives it out where it is due.
    func open(_ need: Need, now: Timestamp) throws {
        guard let obligation = try obligations.add(need, now: now), obligation.state == .open else { return }
        draft.opened.append(try workItem(obligation, need.message))
        let count = obligations.open[obligation.tenant]?.all ?? 0
        if count > configuration.backlogLimit / 10, backlogged.insert(obligation.tenant).inserted {
            let tenant = names.tenants.name(obligation.tenant)
            try alertOperators(
                .backlog,
                "\(count) items of tenant \(tenant) wait for work: add config-checkers or notifiers, or see why they stopped",
                ["tenant": tenant, "backlog.items": String(count)],
                about: tenant,
                now: now
            )
        } else if count < configuration.backlogLimit / 20 {
            backlogged.remove(obligation.tenant)
        }
    }

    func workItem(_ obligation: Obligation, _ message: RecordedMessage) throws -> WorkItem {
        try WorkItem(obligation, message, names: names)
    }
}

extension WorkItem {
    init(_ obligation: Obligation, _ message: RecordedMessage, names: JournalNames) throws {
        self.init(
            obligation,
            message,
            tenant: names.tenants.name(obligation.tenant),
            route: try obligation.route.flatMap { try names.routes.name($0) }
        )
    }

    init(_ obligation: Obligation, _ message: RecordedMessage, tenant: String, route: String?) {
        self.init(
            item: obligation.item,
            kind: obligation.kind,
            lane: Lane(kind: obligation.kind, number: obligation.lane),
            number: obligation.number,
            tenant: tenant,
            message: message,
            trigger: obligation.kind == .assess ? obligation.trigger : nil,
            route: route,
            delivery: obligation.delivery,
            attempts: obligation.attempts,
            deaths: obligation.deaths
        )
    }
}
