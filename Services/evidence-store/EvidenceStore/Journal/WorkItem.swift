import Messages

/// Something that a replica has to do, and the message to do it with.
struct WorkItem: Sendable {
    /// The item's id, and so its answer's.
    var item: MessageID
    var kind: WorkKind
    /// At most one item of a lane is out at a time, in the order of `number`.
    var lane: Lane
    /// Grows with every item ever opened: the order within a lane.
    var number: Int64
    var tenant: String
    /// The message to work on.
    var message: RecordedMessage
    /// Why; for `assess`.
    var trigger: Trigger?
    /// For `deliver`.
    var route: String?
    /// Which try at the receiver this is, from 1; for `deliver`.
    var delivery: Int?
    /// How often it was given out before, over restarts of the store.
    var attempts: Int
    /// How often it failed while alone on a replica, over restarts of the store.
    var deaths: Int
    /// Rechecks wait for every change.
    var isRecheck: Bool { trigger == .policy || trigger == .periodic }
}

/// What may not be worked on twice at a time: a resource (assess), an alert (plan), a route of a tenant (deliver).
struct Lane: Hashable, Sendable {
    var kind: WorkKind
    /// The number of the resource or the route, or the alert's seq.
    var number: Int64
}

/// Something the dispatcher noticed about an item that was given out more than once.
struct AttemptNote: Sendable {
    var item: MessageID
    /// The attempt that failed, from 1.
    var attempt: Int
    /// The replica's `sender`.
    var replica: String
    /// In a word, such as `silent` or `overdue`.
    var reason: String
    /// Failures while alone on a replica so far.
    var deaths: Int
}

/// An item that the dispatcher gives up.
struct DeadItem: Sendable {
    var item: MessageID
    var attempts: Int
    var reason: String
}
