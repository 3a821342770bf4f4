/// Says what of one principal the store refused within a minute, for one reason.
///
/// Kind `input.refused`; subject: the principal.
public struct InputRefused: Codable, Hashable, Sendable {
    /// Whose messages they were, as authenticated.
    public var principal: String
    /// Why: a ``RefusalCode``.
    public var code: String
    /// When the minute began.
    public var minute: Timestamp
    /// How many messages.
    public var count: Int64
    /// The first few of them; none where the store ended before it could tell.
    public var details: [RefusedInput]

    /// Takes all fields.
    public init(principal: String, code: String, minute: Timestamp, count: Int64, details: [RefusedInput]) {
        self.principal = principal
        self.code = code
        self.minute = minute
        self.count = count
        self.details = details
    }
}

/// One message that was refused; never its content.
public struct RefusedInput: Codable, Hashable, Sendable {
    /// The process that sent it.
    public var sender: String
    /// The sender's own mark.
    public var token: String
    /// The attribute, path or byte.
    public var place: String?
    /// What must be there; absent where the message is not known to be of one tenant.
    public var why: String?
    /// Bytes of the message.
    public var size: Int
    /// SHA-256 of its bytes, 64 hexadecimal digits; absent where the message is not known to be of one tenant.
    public var hash: String?
    /// When it came.
    public var at: Timestamp
    /// The network address that it came from.
    public var address: String?

    /// Takes all fields.
    public init(
        sender: String,
        token: String,
        place: String?,
        why: String?,
        size: Int,
        hash: String?,
        at: Timestamp,
        address: String?
    ) {
        self.sender = sender
        self.token = token
        self.place = place
        self.why = why
        self.size = size
        self.hash = hash
        self.at = at
        self.address = address
    }
}
