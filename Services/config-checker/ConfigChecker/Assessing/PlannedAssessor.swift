import Bus
import JSON
import Messages
import Rules
import Threading

/// Asks the rules about changes that are only planned; synchronous, and nothing of it is kept.
struct PlannedAssessor: Sendable {
    /// The policy in force; nil before the first.
    let policy: PolicySet?
    let clock: WallClock
    let stopwatch: MonotonicClock

    init(policy: PolicySet?, clock: WallClock = .system, stopwatch: MonotonicClock = .system) {
        self.policy = policy
        self.clock = clock
        self.stopwatch = stopwatch
    }

    /// Answers a check, whatever it holds: whoever asked waits.
    func answer(_ item: CheckItem) -> CheckAnswer {
        guard let policy else {
            return CheckAnswer(check: item.id, code: .unavailable, message: "no policy has been published yet")
        }
        let start = stopwatch.now()
        do {
            let task = try JSONNodeDecoder().decode(CheckTask.self, from: try JSONDocument(item.bytes).root)
            let changes = task.changes.map(PlannedMember.init)
            let results = assess(changes, of: task, by: policy) { stopwatch.now() >= item.deadline }
            guard results.count == changes.count else {
                let message = "\(results.count) of \(changes.count) changes were checked in time; send fewer at once"
                return CheckAnswer(check: item.id, code: .deadline, message: message)
            }
            let duration = (stopwatch.now() - start).microseconds
            return try answer(
                item,
                CheckBody(policy: policy.reference, results: results, durationMicroseconds: duration)
            )
        } catch {
            return CheckAnswer(check: item.id, code: .badRequest, message: "the changes cannot be read: \(error)")
        }
    }

    /// Without its words an answer fits that would be larger than a message may be: the outcomes decide, the words only explain.
    private func answer(_ item: CheckItem, _ body: CheckBody) throws -> CheckAnswer {
        for body in [body, body.withoutExplanations] {
            var writer = JSONWriter(reservingCapacity: 4_096)
            try JSONTreeEncoder().encode(body, into: &writer)
            // What stands around the body takes less than a kilobyte.
            if writer.bytes.count <= Message.maximumBytes - 1_024 {
                return CheckAnswer(check: item.id, body: RawJSON(trusted: writer.bytes))
            }
        }
        return CheckAnswer(
            check: item.id,
            code: .badRequest,
            message: "the answer is too large; send fewer changes at once"
        )
    }

    private func assess(
        _ changes: [PlannedMember],
        of task: CheckTask,
        by policy: PolicySet,
        until isOver: () -> Bool
    ) -> [PlannedVerdict] {
        let now = Timestamp(milliseconds: clock.now().milliseconds)
        let members = changes.compactMap(\.member)
        let isWhole = task.whole ?? false
        let tenant = task.tenant
        var assessments = policy.evaluate(members, isWhole: isWhole, tenant: tenant, now: now, until: isOver)[...]
        var verdicts: [PlannedVerdict] = []
        for change in changes {
            if change.member == nil {
                verdicts.append(PlannedVerdict(resource: change.resource, error: change.error))
            } else if let resource = change.resource, let assessment = assessments.popFirst() {
                verdicts.append(PlannedVerdict(assessment, of: resource, tenant))
            } else {
                break
            }
        }
        return verdicts
    }
}

/// One planned change as rules are asked about it, or why they cannot be.
private struct PlannedMember {
    var resource: Resource?
    var member: SnapshotMember?
    var error: String?

    init(_ planned: PlannedChange) {
        do {
            let data = try planned.change.document().root
            resource = Resource(ofChange: data)
            guard let resource else {
                error = "provider, account, region, resourceType and resourceId must be texts"
                return
            }
            // A resource that will be gone has no settings: nothing is wrong with them.
            if data.member("change")?.member("action")?.isString("delete") == true { return }
            guard let configuration = data.member("configuration") else {
                error = "configuration is missing"
                return
            }
            let gaps = JSONGaps(
                unknown: try (planned.unknown ?? []).map(Self.path),
                open: try (planned.open ?? []).map(Self.path)
            )
            let settings = gaps.isEmpty ? configuration : try JSONDocument(Array(configuration.source), gaps: gaps).root
            member = SnapshotMember(
                resource: resource,
                names: planned.names ?? [],
                change: data,
                configuration: settings
            )
        } catch {
            self.error = "\(error)"
        }
    }

    private static func path(_ text: String) throws(PathError) -> JSONPath {
        guard let path = JSONPath(text) else { throw PathError(text: text) }
        return path
    }
}

/// A place that is none.
private struct PathError: Error, CustomStringConvertible {
    let text: String
    var description: String { "\"\(text.prefix(64))\" is no path" }
}

extension PlannedVerdict {
    fileprivate init(_ assessment: Assessment, of resource: Resource, _ tenant: String) {
        let told = assessment.outcomes.filter { $0.outcome != .pass && $0.outcome != .notApplicable }
        self.init(
            resource: resource,
            outcomes: told.map { outcome in
                let id = DerivedID.finding(tenant: tenant, resourceKey: resource.key, rule: outcome.rule)
                return PlannedOutcome(finding: id, outcome: outcome)
            },
            counts: Dictionary(assessment.outcomes.map { ($0.outcome.rawValue, 1) }, uniquingKeysWith: +)
        )
    }
}

extension CheckBody {
    fileprivate var withoutExplanations: CheckBody {
        var copy = self
        for result in copy.results.indices {
            for index in copy.results[result].outcomes.indices {
                copy.results[result].outcomes[index].outcome.message = nil
                copy.results[result].outcomes[index].outcome.explanation = nil
            }
        }
        return copy
    }
}
