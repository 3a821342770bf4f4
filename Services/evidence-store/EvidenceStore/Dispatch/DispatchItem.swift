import Messages

/// One obligation as the dispatcher sees it: who waits for it, in what order, and what it carries.
struct DispatchItem<Payload: Sendable>: Sendable {
    /// Later work of the same lane must wait for earlier; rechecks wait for every change.
    enum Priority: UInt8, Sendable, CaseIterable {
        case change
        case recheck
    }

    let id: ItemID
    let kind: WorkKind
    let lane: Lane
    let tenant: String
    /// Grows with every item ever opened; the order within a lane.
    let number: Int64
    let priority: Priority
    /// The number of the next attempt; 1 for an item that was never given out.
    let attempt: Int
    /// How often it failed alone before this start of the store.
    let deaths: Int
    /// Bytes that the payload keeps in memory.
    let size: Int
    let payload: Payload
}

/// Why an item was taken from a replica.
enum AttemptFailure: String, CaseIterable, Hashable, Sendable {
    /// The replica said nothing for ``DispatchLimits/silence``.
    case silent
    /// No answer in time, from a replica that said it had the item.
    case overdue
    /// No answer in time, from a replica that never said it had the item: it was lost on the way.
    case lost
    /// The answer could not be accepted.
    case refused
    /// The replica was asked to stop and could not finish it in time: nobody is to blame.
    case returned
}

/// What the caller of ``Dispatcher`` has to do.
enum DispatchAction<Payload: Sendable>: Sendable {
    /// Sends the item to the replica.
    case send(SenderID, DispatchItem<Payload>, attempt: Int)
    /// Tells the replica the store's epoch on the replica's own topic, and what of its offer may be given to it.
    case hello(SenderID, WorkKindSet)
    /// An item left a replica without an answer, which is to be noted in the journal.
    case failed(ItemID, SenderID, attempt: Int, deaths: Int, AttemptFailure)
    /// Gives the item up: it failed ``DispatchLimits/deaths`` times while nothing else could be to blame.
    case dead(DispatchItem<Payload>, attempts: Int, AttemptFailure)
}
