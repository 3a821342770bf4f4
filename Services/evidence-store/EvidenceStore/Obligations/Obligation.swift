import Messages

/// Something that must be answered: a row of the table `obligations`.
struct Obligation: Sendable {
    enum State: Int64, Sendable {
        /// Due in the future: a delivery's next try.
        case waiting = 0
        case open = 1
        case met = 2
        /// A delivery that will not be tried again.
        case givenUp = 3
        case dead = 4
    }

    var number: Int64
    var item: MessageID
    var kind: WorkKind
    var state: State
    var tenant: Int64
    var lane: Int64
    /// The seq of the message to work on.
    var message: Int64
    var trigger: Trigger
    var route: Int64?
    var delivery: Int?
    var attempts: Int
    var deaths: Int

    var isRecheck: Bool { trigger != .change }
}

/// What a message makes necessary.
struct Need {
    var kind: WorkKind
    var tenant: Int64
    var lane: Int64
    var message: RecordedMessage
    var trigger = Trigger.change
    /// What tells items of one cause and trigger apart: the policy's digest, or a sweep.
    var occasion: String?
    var route: String?
    var routeID: Int64?
    var delivery: Int?
    /// Nil: now.
    var dueAt: Timestamp?
}
