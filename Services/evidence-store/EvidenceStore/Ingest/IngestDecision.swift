import Messages

/// What is done with one message that came to ingest.
enum IngestDecision: Sendable {
    /// Nobody can be answered: counted, and that is all.
    case dropped(IngestDrop)
    /// A replica says that it lives; not recorded.
    case heartbeat(ReplicaReport)
    /// A checker answers about planned changes; not recorded.
    case checked(CheckAnswer)
    /// Never, for a reason that the sender can mend.
    case refused(IngestMark, IngestRefusal)
    /// To the journal.
    case accepted(IngestMark, IngestMessage)
}

/// Why a message could not even be refused.
enum IngestDrop: String, CaseIterable, Hashable, Sendable {
    /// Not exactly four frames.
    case frames
    /// The second frame is not 32 hexadecimal digits.
    case sender
    /// The third frame is not 1 to 64 bytes of visible ASCII.
    case token
    /// The connection's principal is not in the list any more.
    case principal
    /// A heartbeat of somebody who takes no work, or that cannot be read.
    case heartbeat
    /// An answer about planned changes of somebody who is no checker, or that cannot be read.
    case check
}

/// To whom the receipt goes, and for what.
struct IngestMark: Hashable, Sendable {
    let sender: SenderID
    let token: String
}

/// Why a message is refused, and where in it.
struct IngestRefusal: Error, Hashable, Sendable {
    let code: RefusalCode
    /// The attribute, the path, or the byte.
    let place: String?
    /// What must be there.
    let why: String
    /// Nil where it could not be read.
    var id: MessageID?
    /// The tenant that the message names, where that can be read and the principal may speak for it.
    var tenant: String?

    init(_ code: RefusalCode, at place: String? = nil, _ why: String, id: MessageID? = nil) {
        self.code = code
        self.place = place
        self.why = why
        self.id = id
    }

    init(_ error: EnvelopeError, id: MessageID? = nil, tenant: String? = nil) {
        self.init(error.code, at: error.place, error.reason, id: id)
        self.tenant = tenant
    }
}

/// A message that may be recorded.
struct IngestMessage: Sendable {
    let bytes: [UInt8]
    let header: MessageHeader
    let facts: MessageFacts
}
