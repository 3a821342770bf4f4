public import JSON

/// What became of one message.
///
/// Source: PROTOCOL.md, section 5.
public struct Receipt: Codable, Hashable, Sendable {
    /// What the sender must do.
    public enum Status: String, CaseIterable, Codable, Hashable, Sendable {
        /// On disk: forget the message.
        case recorded
        /// Was already there: forget the message.
        case `repeat`
        /// Never: put the message aside.
        case refused
        /// Not now: send again.
        case later
    }

    /// The sender's own mark for the message.
    public var token: String
    /// The message's id; nil where it could not be read.
    public var id: MessageID?
    /// What the sender must do.
    public var status: Status
    /// Why it was refused or put off: a ``RefusalCode`` or ``LaterCode``.
    public var code: String?
    /// When to send again.
    public var retryAfterMilliseconds: Int64?

    /// Takes all fields.
    public init(
        token: String,
        id: MessageID? = nil,
        status: Status,
        code: String? = nil,
        retryAfterMilliseconds: Int64? = nil
    ) {
        self.token = token
        self.id = id
        self.status = status
        self.code = code
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// Appends the receipt as JSON.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("token", token)
        writer.member("id", id?.text)
        writer.member("status", status.rawValue)
        writer.member("code", code)
        writer.member("retryAfterMilliseconds", retryAfterMilliseconds)
        writer.endObject()
    }
}

/// The message on a `receipt/` topic.
public struct ReceiptBatch: Codable, Hashable, Sendable {
    /// What became of the sender's messages since the last batch.
    public var receipts: [Receipt]

    /// Takes the receipts.
    public init(receipts: [Receipt]) { self.receipts = receipts }

    /// Appends the batch as JSON.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("receipts")
        writer.beginArray()
        for receipt in receipts { receipt.write(to: &writer) }
        writer.endArray()
        writer.endObject()
    }
}
