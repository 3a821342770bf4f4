/// Says what follows from one try: it arrived, it will be tried again, or it is given up.
///
/// Nothing is remembered here: the store keeps the next time and gives the delivery out again when it has come.
enum Decision: Sendable, Equatable {
    case sent
    case again(FailureReason, after: Duration)
    case givenUp(FailureReason, isPermanent: Bool)

    /// Greylisting servers commonly let a sender through after five minutes.
    static let greylistWait = Duration.seconds(300)

    /// Decides after try number `delivery`.
    ///
    /// The wait is the schedule's or what the receiver asked for, whichever is longer, and up to a tenth more, so that
    /// what failed together is not tried again together. `jitter` is random, 0 to 1.
    init(_ attempt: Attempt, delivery: Int, schedule: RetrySchedule, jitter: Double) {
        switch attempt.verdict {
        case .sent: self = .sent
        case .permanent(let reason): self = .givenUp(reason, isPermanent: true)
        case .transient(let reason, let asked):
            guard let wait = schedule.wait(after: delivery) else {
                self = .givenUp(reason, isPermanent: false)
                return
            }
            let least = max(wait, asked ?? .zero, reason == .greylisted ? Self.greylistWait : .zero)
            self = .again(reason, after: least + least * (0.1 * min(max(jitter, 0), 1)))
        }
    }
}

extension Decision {
    /// Why it did not arrive.
    var reason: FailureReason? {
        switch self {
        case .sent: nil
        case .again(let reason, _), .givenUp(let reason, _): reason
        }
    }

    /// Whether trying again would be useless.
    var isPermanent: Bool {
        if case .givenUp(_, let isPermanent) = self { return isPermanent }
        return false
    }

    /// How long until the next try; nil when there is none.
    var wait: Duration? {
        if case .again(_, let wait) = self { return wait }
        return nil
    }
}
