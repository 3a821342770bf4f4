import Access
import Messages

/// What a reader thread is asked to do.
enum ReadJob: Sendable {
    case query(PendingQuery)
    /// The next page of open work of a kind, for the dispatcher.
    case refill(WorkKind, after: WorkCursor?, limit: Int)
    /// The next page of tenants' profiles, for their shares and limits.
    case profiles(after: Int64)
}

/// A question on its way, and whom to answer.
struct PendingQuery: Sendable {
    var query: AuthorisedQuery
    let domain: AccessDomain
    /// The connection, as the ROUTER names it.
    let peer: [UInt8]
    /// After this nobody waits for the answer any more.
    let deadline: Nanoseconds
    /// A replay that found nothing waits for something until then.
    var waitUntil: Nanoseconds
    let receivedAt: Nanoseconds
    /// Whose questions it counts among, as places of ``Flow``s.
    let flows: [Int]
    /// What is answered when the waiting ends without anything.
    var emptyReply: QueryReply?

    /// The reply that says why there is no answer.
    func refusal(_ code: QueryErrorCode, _ message: String) -> QueryReply {
        QueryReply(refusal: QueryRefusal(id: query.request.id, code: code, message: message))
    }
}

/// What a reader thread found.
enum ReadAnswer: Sendable {
    case reply(PendingQuery, QueryReply)
    /// A replay found nothing after this number; it may wait.
    case nothing(PendingQuery, after: Int64, QueryReply)
    case refill(WorkKind, [WorkItem], next: WorkCursor?)
    case refillFailed(WorkKind)
    /// `next` is nil at the end.
    case profiles([FlowProfile], next: Int64?)
    case profilesFailed(after: Int64)
}
