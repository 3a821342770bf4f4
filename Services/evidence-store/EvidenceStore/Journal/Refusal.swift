import Crypto
import Messages

/// What is kept of a message that was refused; never its content.
struct Refusal: Sendable {
    var principal: String
    var sender: String
    var token: String
    var code: RefusalCode
    /// The attribute, path or byte offset.
    var place: String?
    /// What must be there.
    var why: String
    /// Bytes of the message.
    var size: Int
    /// Of the message's bytes.
    var hash: Digest
    var at: Timestamp
}
