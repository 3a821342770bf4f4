import Messages

extension Journal {
    /// Deliveries that become due are opened this many at a time.
    private static let dueLimit = 500

    /// Whether ``performDue(_:)`` has anything to do.
    func isDue(_ now: Timestamp) -> Bool {
        if let next = nextDue, next <= now { return true }
        if !erasures.pending.isEmpty { return true }
        if !configuration.retention.months.isEmpty, now.seconds / 86_400 > retentionDay { return true }
        if untold.isDue(now.seconds / 60) { return true }
        if sweeps.current != nil, obligations.openRechecks <= configuration.recheckWindow / 2 { return true }
        return summaries.open.values.contains { isDue($0, now) }
    }

    /// The earliest need in the future.
    var nextDue: Timestamp? {
        let imports = summaries.open.values.filter { $0.reason == .import }.map(importEnd)
        return ([obligations.nextDue, nextPeriodic].compactMap(\.self) + imports).min()
    }

    /// Opens what is due, moves the sweep on, and tells the summaries that are complete.
    func performDue(_ now: Timestamp) throws {
        try tellRefusals(before: now.seconds / 60, now)
        for obligation in try obligations.openDue(now, limit: Self.dueLimit) {
            guard let message = try recorded.message(obligation.message), !message.isErased else { continue }
            draft.opened.append(try workItem(obligation, message))
        }
        if let policy = policies.inForce, let next = nextPeriodic, next <= now {
            try sweeps.begin(.periodic, policy, at: now)
        }
        try sweepOn(now)
        for summary in summaries.open.values.filter({ isDue($0, now) }).sorted(by: { $0.row < $1.row }) {
            try tell(summary, now)
        }
        try performErasures(now)
    }

    /// When everything is assessed again; nil where never, or while a sweep is on its way.
    private var nextPeriodic: Timestamp? {
        guard configuration.periodicInterval > .zero, policies.inForce != nil, sweeps.current == nil else { return nil }
        return (sweeps.lastPeriodic ?? createdAt) + configuration.periodicInterval
    }

    /// Keeps some recheck items open, as many as are answered.
    private func sweepOn(_ now: Timestamp) throws {
        guard let sweep = sweeps.current, obligations.openRechecks <= configuration.recheckWindow / 2 else { return }
        let room = configuration.recheckWindow - obligations.openRechecks
        for target in try sweeps.advance(limit: room, at: now) {
            // What was erased cannot be assessed again.
            guard let message = try recorded.message(target.change), !message.isErased else { continue }
            let need = Need(
                kind: .assess,
                tenant: target.tenant,
                lane: target.resource,
                message: message,
                trigger: sweep.trigger,
                occasion: sweep.trigger == .policy ? sweep.policy.digest : "sweep-\(sweep.row)"
            )
            try open(need, now: now)
        }
    }

    private func importEnd(_ summary: Summary) -> Timestamp {
        min(summary.lastAt + configuration.importQuiet, summary.startedAt + configuration.importLimit)
    }

    private func isDue(_ summary: Summary, _ now: Timestamp) -> Bool {
        switch summary.reason {
        case .import: importEnd(summary) <= now
        case .policy, .periodic:
            !sweeps.isAhead(of: summary.tenant) && (obligations.open[summary.tenant]?.rechecks ?? 0) == 0
        }
    }

    /// Raises one alert for a summary; none where nothing opened or was resolved.
    private func tell(_ summary: Summary, _ now: Timestamp) throws {
        guard !summary.isEmpty, try keys.index(summary.tenant) != nil else {
            return try summaries.close(summary, alert: nil)
        }
        let id = MessageID(version7At: now, random: (random(), random()))
        let message = try DerivedMessages.summary(
            summary.message,
            id: id,
            tenant: names.tenants.name(summary.tenant),
            trigger: summary.reason.trigger,
            transitions: summary.entries.map(\.json),
            at: now
        )
        try summaries.close(summary, alert: id)
        try raise(message, tenant: summary.tenant, telling: summary.entries.map(\.finding), now: now)
    }
}
