import Messages
import Threading

/// What becomes of a message that was submitted.
public enum PublishOutcome: Sendable, Hashable {
    /// The store has it on disk.
    case recorded
    /// The store had it already.
    case `repeat`
    /// The store never takes it, for the reason in the code.
    case refused(code: String)
    /// The client was stopped first; whether the store has it is not known.
    case abandoned
}

/// Messages that were submitted together, and whom to tell.
struct Publication: Sendable {
    let messages: [OutgoingMessage]
    let onOutcome: @Sendable (Int, PublishOutcome) -> Void
}

/// Whom the outbox tells of an entry's end.
enum OutboxMark: Sendable {
    case publication(Publication, index: Int)
    case answer(item: MessageID)
}

/// Whom an answer of the query socket is for.
enum QueryMark: Sendable {
    case caller(@Sendable (Result<QueryReply, BusError>) -> Void)
    case replay(stream: Int)
}

/// What other threads ask of the bus's thread.
enum BusCommand: Sendable {
    case takeWork([WorkKind], credit: Int, policy: String?, WorkDispatcher)
    case takeChecks(credit: Int, BoundedRing<CheckItem>)
    case checked([UInt8])
    case policy(String?)
    case results([WorkResult])
    case follow(StreamBuffer, after: Int64)
    case unfollow(Int)
    case consumed(Int, stream: Int)
    case query(QueryRequest, deadline: Instant, @Sendable (Result<QueryReply, BusError>) -> Void)
    case whenConnected(deadline: Instant, @Sendable (Bool) -> Void)
    case stop(deadline: Instant)
}
