import Messages

extension Journal {
    /// Whether so much of a change's tenant waits already that no more is taken; a repeat of what is here is taken as one.
    ///
    /// Without it one tenant's backlog could fill the disk for all.
    func isOverBacklog(_ change: Incoming) throws -> Bool {
        guard replay == nil, let tenant = change.header.tenant else { return false }
        let open = try obligations.open[names.tenants.id(tenant)]?.all ?? 0
        guard open >= configuration.backlogLimit else { return false }
        let owner = try names.principals.id(change.principal)
        return try !messages.isRepeat(change.header.id, owner: owner, bytes: change.bytes)
    }

    /// A change must be assessed.
    func appendChange(_ incoming: Incoming, _ facts: ChangeFacts, now: Timestamp) throws -> AppendResult {
        try appendOriginal(incoming, now: now) { message in
            let tenant = try names.tenants.id(message.tenant)
            let resource = try resources.id(
                tenant: tenant,
                key: facts.key,
                type: facts.resource.type,
                seq: message.seq
            )
            try resources.insert(
                ChangeRecord(
                    seq: message.seq,
                    resource: resource,
                    source: try names.sources.id(facts.source, tenant: tenant),
                    version: facts.version,
                    observedAt: facts.observedAt,
                    recordedAt: now,
                    action: facts.action,
                    actor: facts.actor
                )
            )
            try open(Need(kind: .assess, tenant: tenant, lane: resource, message: message), now: now)
            if facts.action == .snapshot { summaries.extend(tenant: tenant, at: now) }
        }
    }

    /// An assessment becomes posture, and what it changed is told.
    func appendAssessment(_ incoming: Incoming, _ facts: AssessmentFacts, now: Timestamp) throws -> AppendResult {
        try appendAnswer(incoming, to: .assess, now: now) { message, obligation in
            try obligations.close(obligation, as: .met, answer: message.seq, at: now)
            guard let change = try resources.change(obligation.message) else { return }
            let before = try resources.posture(of: change.resource, tenant: obligation.tenant)
            let standing = change.standing(policyVersion: facts.policy.version, assessment: message.seq)
            try tellLeap(of: change, standing, after: before, obligation, now: now)
            let assessment = try assessment(facts, of: change, standing, trigger: obligation.trigger, now: now)
            let fold = try PostureFold(assessment, into: before) { rule in
                try names.rules.name(rule).flatMap {
                    try findings.finding(tenant: obligation.tenant, resource: change.resource, rule: $0)
                }
            }
            if let fold { try resources.write(fold.posture, of: change.resource, tenant: obligation.tenant) }
            let verdict = Verdict(message: message, facts: facts, change: change, obligation: obligation)
            try tell(fold?.changes ?? [], of: verdict, now: now)
            if fold != nil { try recheckWhenStale(verdict, now: now) }
        }
    }

    private func assessment(
        _ facts: AssessmentFacts,
        of change: ChangeRecord,
        _ standing: Standing,
        trigger: Trigger,
        now: Timestamp
    ) throws -> Assessment {
        Assessment(
            standing: standing,
            isDeletion: change.action == .delete,
            outcomes: try facts.outcomes.map { (try names.rule($0.rule, at: now), $0) },
            since: trigger == .change ? standing.observedAt : now,
            recordedAt: now
        )
    }

    /// An assessment by a policy that is not in force any more is right for then; the resource is given out again.
    private func recheckWhenStale(_ verdict: Verdict, now: Timestamp) throws {
        guard let policy = policies.inForce, verdict.facts.policy.version < policy.version,
            verdict.change.action != .delete, let message = try recorded.message(verdict.change.seq), !message.isErased
        else { return }
        let need = Need(
            kind: .assess,
            tenant: verdict.obligation.tenant,
            lane: verdict.change.resource,
            message: message,
            trigger: .policy,
            occasion: policy.digest
        )
        try open(need, now: now)
    }

    private func tellLeap(
        of change: ChangeRecord,
        _ standing: Standing,
        after before: ResourcePosture?,
        _ obligation: Obligation,
        now: Timestamp
    ) throws {
        guard obligation.trigger == .change else { return }
        let leap = Leap.find(
            in: standing,
            after: before?.standing,
            observedAt: change.observedAt,
            recordedAt: change.recordedAt
        )
        guard let leap else { return }
        let tenant = names.tenants.name(obligation.tenant)
        let key = try resources.key(of: change.resource)
        try alertOperators(
            leap == .version ? .versionLeap : .timeLeap,
            "the \(leap == .version ? "version" : "time") of a resource leaps: see what its source sends",
            [
                "tenant": tenant,
                "resource.key": key ?? "",
                "message.seq": String(change.seq),
                "change.source": try names.sources.name(change.source) ?? "",
            ],
            about: tenant,
            now: now
        )
    }
}

/// An assessment with all that telling of it needs.
struct Verdict {
    var message: RecordedMessage
    var facts: AssessmentFacts
    var change: ChangeRecord
    var obligation: Obligation
}
