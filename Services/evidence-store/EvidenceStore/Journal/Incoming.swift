import Messages

/// A message that passed authentication and validation, on its way to the journal.
struct Incoming: Sendable {
    /// The message as received: this is what is recorded and hashed.
    var bytes: [UInt8]
    var header: MessageHeader
    /// What the projections need, read once by the validator: the journal never parses a message.
    var facts: MessageFacts
    /// Who sent it, as authenticated.
    var principal: String
    /// Where it came from; nil only in tests.
    var peer: Peer?
    /// Whose inbox and token it came under, for the evidence of a refusal; nil where nobody asks.
    var mark: IngestMark?
    /// Given back with the result.
    var reply: ReplyHandle
    var receivedAt: Timestamp

    init(
        bytes: [UInt8],
        header: MessageHeader,
        facts: MessageFacts,
        principal: String,
        mark: IngestMark? = nil,
        reply: ReplyHandle,
        receivedAt: Timestamp,
        peer: Peer? = nil
    ) {
        self.bytes = bytes
        self.header = header
        self.facts = facts
        self.principal = principal
        self.mark = mark
        self.reply = reply
        self.receivedAt = receivedAt
        self.peer = peer
    }
}

/// Says to whom a result goes: the socket thread's own number, opaque to the journal.
struct ReplyHandle: Hashable, Sendable {
    var index: Int
}
