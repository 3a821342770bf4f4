import Crypto
import Messages

extension Journal {
    /// Writes down what an assessment changed: findings, their messages, and an alert or a place in a summary.
    func tell(_ changes: [FindingChange], of verdict: Verdict, now: Timestamp) throws {
        let summary = verdict.summary.map { SummaryTable.Key(tenant: verdict.obligation.tenant, reason: $0) }
        guard !changes.isEmpty else {
            if let summary { try summaries.note(summary, [], at: now) }
            return
        }
        let source = try recorded.idAndBytes(verdict.change.actor ?? 0..<0, of: verdict.change.seq)
        guard let source else { return }
        let key = try resources.key(of: verdict.change.resource)
        guard let resource = Resource(key: key) else { return }
        let tenant = names.tenants.name(verdict.obligation.tenant)
        var told: [(change: FindingChange, id: Digest, json: [UInt8])] = []
        for change in changes {
            let rule = names.rules.name(Int64(change.rule))
            let finding = DerivedID.finding(tenant: tenant, resourceKey: key, rule: rule)
            guard let id = Digest(hex: finding) else { continue }
            let context = DerivedMessages.FindingContext(
                finding: finding,
                tenant: tenant,
                resource: resource,
                rule: rule,
                assessment: verdict.message.id,
                change: source.id,
                policy: verdict.facts.policy
            )
            try write(change, id, of: verdict, change: source.id, now: now)
            try appendDerived(DerivedMessages.finding(change, context, at: now), now: now)
            if change.isTold { told.append((change, id, DerivedMessages.transition(change, context))) }
        }
        if let summary {
            try summaries.note(summary, told.map(Self.summaryEntry), at: now)
        } else if !told.isEmpty {
            try raise(
                told.map(\.json),
                of: verdict,
                resource,
                tenant: tenant,
                source,
                findings: told.map(\.id),
                now: now
            )
        }
    }

    private func write(
        _ change: FindingChange,
        _ id: Digest,
        of verdict: Verdict,
        change source: MessageID,
        now: Timestamp
    )
        throws
    {
        try findings.write(
            change.finding,
            FindingTable.Context(
                id: id,
                tenant: verdict.obligation.tenant,
                resource: verdict.change.resource,
                rule: change.rule,
                assessment: verdict.message.id,
                change: source,
                policy: verdict.facts.policy,
                changedAt: now
            )
        )
    }

    private func raise(
        _ transitions: [[UInt8]],
        of verdict: Verdict,
        _ resource: Resource,
        tenant: String,
        _ source: (id: MessageID, bytes: [UInt8]),
        findings told: [Digest],
        now: Timestamp
    ) throws {
        let alert = DerivedMessages.ResourceAlert(
            tenant: tenant,
            assessment: verdict.message.id,
            resource: resource,
            trigger: verdict.obligation.trigger,
            change: source.id,
            observedAt: verdict.change.observedAt,
            action: verdict.change.action,
            actor: verdict.change.actor == nil ? nil : source.bytes,
            transitions: transitions
        )
        try raise(DerivedMessages.alert(alert, at: now), tenant: verdict.obligation.tenant, telling: told, now: now)
    }

    /// Records an alert, which must be planned.
    func raise(_ message: Message, tenant: Int64, telling told: [Digest], now: Timestamp) throws {
        guard let alert = try appendDerived(message, now: now) else { return }
        for finding in told { try findings.tell(finding, by: alert.id) }
        try open(Need(kind: .plan, tenant: tenant, lane: alert.seq, message: alert), now: now)
    }

    private static func summaryEntry(
        _ told: (change: FindingChange, id: Digest, json: [UInt8])
    ) -> (Summary.Entry, Transition) {
        let finding = told.change.finding
        let entry = Summary.Entry(
            severity: finding.severity,
            isOpen: finding.status == .open,
            finding: told.id,
            json: told.json
        )
        return (entry, told.change.transition)
    }
}

extension Verdict {
    /// Why this is told in a summary; nil where it is told at once.
    var summary: SummaryReason? {
        switch obligation.trigger {
        case .policy: .policy
        case .periodic: .periodic
        default: change.action == .snapshot ? .import : nil
        }
    }
}
