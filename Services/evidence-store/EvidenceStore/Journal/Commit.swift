import Messages

/// What became of one incoming message.
enum AppendResult: Hashable, Sendable {
    case recorded(seq: Int64)
    case `repeat`
    case refused(RefusalCode, where: String?)
    case later(LaterCode, Duration)
}

/// What one transaction did.
///
/// Everything in it is on disk.
struct Commit: Sendable {
    struct Result: Sendable {
        var reply: ReplyHandle
        var id: MessageID
        var outcome: AppendResult
    }

    /// One for each incoming message, in their order.
    var results: [Result] = []
    /// Incoming and derived messages (`finding.*`, `alert.raised`, `operator.alerted`), in the order of `seq`.
    var recorded: [RecordedMessage] = []
    /// Items that became due, oldest first.
    var opened: [WorkItem] = []
    /// Items that were answered, given up or replaced.
    var closed: [MessageID] = []
    /// The digest of the policy in force, where this transaction changed it.
    var policyDigest: String?
    /// The earliest need in the future: a delivery's next try, a summary, a periodic recheck.
    var nextDue: Timestamp?
    /// Whether a transaction was made: where nothing was due, none was.
    var isWritten = false
    /// How long it took until it was given to the disk.
    var work: Duration = .zero

    var isEmpty: Bool { results.isEmpty && recorded.isEmpty && opened.isEmpty && closed.isEmpty && policyDigest == nil }
}
