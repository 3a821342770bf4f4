import Messages

/// One rule that a resource breaks, or broke.
struct Finding: Hashable, Sendable {
    /// The row in `findings`; 0 before it is written.
    var row: Int64 = 0
    var category: String
    var severity: Severity
    var previousSeverity: Severity?
    var status: FindingStatus
    var reason: ResolutionReason?
    /// When it was opened, or opened again.
    var since: Timestamp
    var explanation: Explanation?
    var isUnsure = false
    var flapping = Flapping.none
    /// When it last opened or was resolved, oldest first; at most ``Flaps/count``.
    var transitions: [Timestamp] = []
    /// The alert that last told of it.
    var alert: MessageID?
}

/// When a finding changes too often to be told each time: five times within an hour.
enum Flaps {
    static let count = 5
    static let window = Duration.seconds(3_600)
}

extension Finding {
    /// Notes that it opened or was resolved at `time`, and whether it flaps by now.
    mutating func noteTransition(at time: Timestamp) {
        transitions.append(time)
        if transitions.count > Flaps.count { transitions.removeFirst() }
        let isFlapping = transitions.count == Flaps.count && time - transitions[0] <= Flaps.window
        flapping = !isFlapping ? .none : flapping == .none ? .started : .ongoing
    }
}
