import JSON
import Messages
import Rules
import Threading

/// Turns one change into one `config.assessed`; synchronous, and the same for the same change, policy and time.
struct Assessor: Sendable {
    /// The policy in force.
    let policy: PolicySet
    /// `//settei/config-checker`.
    let source: String
    /// Tells when an item is finished, and what `now` is for rules about ages.
    let clock: WallClock
    /// Measures how long the evaluation takes.
    let stopwatch: MonotonicClock

    init(
        policy: PolicySet,
        source: String = "//settei/config-checker",
        clock: WallClock = .system,
        stopwatch: MonotonicClock = .system
    ) {
        self.policy = policy
        self.source = source
        self.clock = clock
        self.stopwatch = stopwatch
    }

    /// Assesses a change.
    ///
    /// A change whose data cannot be read is answered too, with `error` for each rule of the resource's type: an item that nobody
    /// can answer would be given out for ever.
    /// - Throws: ``JSONError`` or ``EnvelopeError`` for bytes that are no message at all, which the store does not record.
    func assess(_ task: AssessmentTask) throws -> AssessedChange {
        let start = stopwatch.now()
        let message = try ReceivedMessage(task.bytes)
        let now = Timestamp(milliseconds: clock.now().milliseconds)
        let subject = SubjectOfChange(message)
        let assessment = assess(subject, message, now: now)
        let duration = stopwatch.now() - start
        let data = ConfigAssessed(
            change: message.header.id,
            resource: subject.resource,
            policy: policy.reference,
            trigger: task.trigger,
            outcomes: assessment.outcomes,
            cost: assessment.cost,
            durationMicroseconds: duration.microseconds,
            work: WorkDone(
                item: task.item,
                attempt: task.attempt,
                replica: task.replica,
                receivedAt: task.receivedAt,
                finishedAt: Timestamp(milliseconds: clock.now().milliseconds)
            )
        )
        let answer = try AnswerWriter(source: source).write(data, to: message.header, at: now)
        return AssessedChange(answer: answer, assessment: assessment, duration: duration)
    }

    private func assess(_ subject: SubjectOfChange, _ message: ReceivedMessage, now: Timestamp) -> Assessment {
        switch subject.state {
        // A resource that is gone has no settings: its findings are resolved by the answer having no outcomes.
        case .deleted:
            return Assessment()
        case .unreadable(let reason):
            return policy.unreadable(
                provider: subject.resource.provider,
                resourceType: subject.resource.type,
                because: reason
            )
        case .present:
            let input = EvaluationInput(
                resource: subject.resource,
                change: message.data,
                tenant: message.header.tenant ?? "",
                now: now
            )
            return policy.evaluate(input)
        }
    }
}

/// The answer to one change, and what metrics want to know of it.
struct AssessedChange: Sendable {
    let answer: Message
    let assessment: Assessment
    let duration: Duration
}
