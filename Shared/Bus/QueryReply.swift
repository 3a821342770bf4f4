public import JSON
public import Messages

/// One page of an answer of the store's query socket.
public struct QueryReply: Sendable {
    /// The first frame's fields.
    public let header: QueryReplyHeader
    /// The `body`, for operations that have one.
    public let body: JSONNode?
    /// The messages that followed, for operations that give messages.
    public let messages: [FeedMessage]

    /// Where to go on, for the next request's `cursor`; `nil` on the last page.
    public var next: String? { header.more == true ? header.cursor : nil }
}
