import Messages

/// Something that the store says of itself, apart from what follows from messages.
enum StoreSaying: Sendable {
    /// It began to serve.
    case started(StartFacts)
    /// Something is configured like this now: the digest of each entry by its name.
    case configured(StoreConfigured.Part, [String: String])
    /// Keys were turned away.
    case turnedAway([AccessLedger.Minute])
    /// Messages and questions were put off, because somebody had more of them than he may.
    case putOff([InputRefused])
    /// Somebody took a copy of a tenant's evidence.
    case exported(EvidenceExported)
    /// Somebody outside vouched for a checkpoint.
    case attested(Attested)
    /// A witness holds something that our log does not go on from.
    case contradicted(by: String, String)
    /// Operators must look at something beside the journal.
    case alert(OperatorAlerted)
    /// Nobody has kept the clock in step for this long.
    case unsynchronised(Duration)
}

/// What a start is told with, beside what the journal knows itself.
struct StartFacts: Sendable {
    /// The public key of the sockets, in Z85.
    var socketKey: String
    /// The digest of each setting by its name, and of each principal.
    var settings: [String: String] = [:]
    var principals: [String: String] = [:]
}
