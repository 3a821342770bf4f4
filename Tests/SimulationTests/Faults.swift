/// What goes wrong, and how often.
struct Faults {
    /// The part of messages that is lost.
    var loss = 0.05
    /// The part that arrives twice.
    var repeats = 0.05
    var crashesPerSecond = 2.0
    var crashPoints = CrashPoint.allCases
    /// Links that are cut for a while, or go dead until they are made anew.
    var cutsPerSecond = 0.8
    /// Processes that stand still for up to eight seconds, as under SIGSTOP.
    var pausesPerSecond = 0.4
    /// Replicas that finish what they hold, leave, and come back as another.
    var leavesPerSecond = 0.2
    /// The journal's queue is full, or its disk, or its fsync takes a third of a second.
    var stallsPerSecond = 0.5

    static let none = Faults(
        loss: 0,
        repeats: 0,
        crashesPerSecond: 0,
        cutsPerSecond: 0,
        pausesPerSecond: 0,
        leavesPerSecond: 0,
        stallsPerSecond: 0
    )
}

/// Mistakes that are made on purpose, each of which the audit must find.
enum Mutation: CaseIterable {
    /// Messages without a receipt are not sent again.
    case noRetransmit
    /// Items are given out once.
    case noRedelivery
    /// Receipts go out before the message is on disk.
    case receiptBeforeCommit
    /// Items of one resource are out together.
    case noLaneExclusivity
    /// Streams do not look at the numbers of what they get.
    case noGapDetection
    /// Replicas are given more than they asked for.
    case noCredit
    /// Each try at a receiver has an id of its own.
    case freshOutsideId
}
