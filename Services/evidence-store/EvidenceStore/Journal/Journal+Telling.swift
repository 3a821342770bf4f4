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
        guard let source, let key = try resources.key(of: verdict.change.resource), let resource = Resource(key: key)
        else { return }
        let tenant = names.tenants.name(verdict.obligation.tenant)
        var told: [Told] = []
        for (index, change) in changes.enumerated() {
            guard let rule = try names.rules.name(change.rule) else { continue }
            let context = DerivedMessages.FindingContext(
                finding: DerivedID.finding(tenant: tenant, resourceKey: key, rule: rule),
                ordinal: index + 1,
                tenant: tenant,
                resource: resource,
                rule: rule,
                assessment: verdict.message.id,
                change: source.id,
                policy: verdict.facts.policy
            )
            guard let message = try appendFinding(change, context, now: now) else { continue }
            try write(change, context, told: message.seq, of: verdict, now: now)
            if change.isTold {
                let hash = try findings.hash(of: context.finding, tenant: verdict.obligation.tenant)
                told.append(Told(change: change, finding: hash, json: DerivedMessages.transition(change, context)))
            }
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
                findings: told.map(\.finding),
                now: now
            )
        }
    }

    /// Records the message of one change of a finding; of a journal that is read again, finds it.
    private func appendFinding(
        _ change: FindingChange,
        _ context: DerivedMessages.FindingContext,
        now: Timestamp
    ) throws -> RecordedMessage? {
        guard let replay else { return try appendDerived(DerivedMessages.finding(change, context, at: now), now: now) }
        return try replay.finding(change.transition.kind, context)
    }

    private func write(
        _ change: FindingChange,
        _ context: DerivedMessages.FindingContext,
        told: Int64,
        of verdict: Verdict,
        now: Timestamp
    ) throws {
        try findings.write(
            change.finding,
            FindingTable.Context(
                id: context.finding,
                tenant: verdict.obligation.tenant,
                resource: verdict.change.resource,
                rule: context.rule,
                told: told,
                assessment: context.assessment,
                change: context.change,
                policy: context.policy,
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
        findings told: [[UInt8]],
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
            actor: source.bytes.isEmpty ? nil : source.bytes,
            transitions: transitions
        )
        try raise(DerivedMessages.alert(alert, at: now), tenant: verdict.obligation.tenant, telling: told, now: now)
    }

    /// Records an alert, which must be planned.
    func raise(_ message: Message, tenant: Int64, telling told: [[UInt8]], now: Timestamp) throws {
        guard let alert = try appendDerived(message, now: now) else { return }
        for finding in told { try findings.tell(finding, by: alert.id) }
        try open(Need(kind: .plan, tenant: tenant, lane: alert.seq, message: alert), now: now)
    }

    private static func summaryEntry(_ told: Told) -> (Summary.Entry, Transition) {
        let finding = told.change.finding
        let entry = Summary.Entry(
            severity: finding.severity,
            isOpen: finding.status == .open,
            finding: told.finding,
            json: told.json
        )
        return (entry, told.change.transition)
    }
}

/// A change of a finding that people are told of.
private struct Told {
    var change: FindingChange
    /// How the finding's row is found.
    var finding: [UInt8]
    /// The change as alerts tell it.
    var json: [UInt8]
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
