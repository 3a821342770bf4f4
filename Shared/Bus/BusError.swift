public import Messages
public import ZeroMQ

/// Why something asked of the bus did not come about.
public enum BusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message has this many bytes, more than the store takes; it was not sent.
    case tooLarge(bytes: Int)
    /// The store refused the message for good, for the reason in the code; see query `refusals`.
    case refused(code: String)
    /// The client was stopped before it knew.
    case stopped
    /// No answer came in time.
    case timedOut
    /// The store could not answer the question.
    case query(QueryErrorCode, message: String)
    /// The answer was not what the protocol says.
    case unreadable(String)
    /// The journal is shorter than what was already read: it was restored from a copy. Read it again from the beginning.
    case journalWentBack(kind: Kind)
    /// The reader of a stream was cancelled.
    case cancelled
    /// A socket could not be made or connected.
    case socket(ZeroMQError)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .tooLarge(let bytes): MessageTooLarge(bytes: bytes).description
        case .refused(let code): "the store refused the message: \(code); query `refusals` says where and why"
        case .stopped: "the bus was stopped before an answer came"
        case .timedOut: "no answer came in time; is the evidence-store running, and are endpoint and keys right?"
        case .query(let code, let message): "the store answered \(code.rawValue): \(message)"
        case .unreadable(let what): "the store's answer could not be read: \(what)"
        case .journalWentBack(let kind):
            "the journal's \(kind.rawValue) is shorter than what was read; read it again from 0"
        case .cancelled: "the wait was cancelled"
        case .socket(let error): error.description
        }
    }
}
