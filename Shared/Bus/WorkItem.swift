public import Messages
public import Threading

/// One item of work that the store gave to this replica.
public struct WorkItem: Sendable {
    /// Where the message stands in the journal.
    public let position: Position
    /// What is to be done.
    public let work: Position.Work
    /// The message to work on, as recorded.
    public let bytes: [UInt8]
    /// This replica: `data.work.replica` of the answer.
    public let replica: String
    /// When it arrived: `data.work.receivedAt` of the answer.
    public let receivedAt: WallTime
    /// The same on the clock that only goes forward.
    public let receivedInstant: Instant

    /// The item, which is the answer's id.
    public var item: MessageID { work.item }
}

/// Planned changes that the store asks this replica to check, and nobody records.
public struct CheckItem: Sendable {
    /// The check, to be named in the answer.
    public let id: String
    /// After this nobody waits for the answer any more.
    public let deadline: Instant
    /// A ``CheckTask``.
    public let bytes: [UInt8]

    /// Takes all fields.
    public init(id: String, deadline: Instant, bytes: [UInt8]) {
        self.id = id
        self.deadline = deadline
        self.bytes = bytes
    }
}

/// Hands items to whoever works on them, on the bus's thread; must not wait.
struct WorkDispatcher: Sendable {
    let dispatch: @Sendable ([WorkItem]) -> Void
    let close: @Sendable () -> Void
}

/// What a handler made of one item.
struct WorkResult: Sendable {
    let item: MessageID
    /// The answers, or `nil` where the handler failed.
    let answers: [OutgoingMessage]?
}
