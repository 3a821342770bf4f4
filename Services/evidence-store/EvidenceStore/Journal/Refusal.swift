import Crypto
import Messages

/// What is kept of a message that was refused; never its content.
struct Refusal: Sendable {
    var principal: String
    /// The network address that it came from; nil where it is not known.
    var address: String?
    /// The tenant that it is about, where that is one and the principal may speak for it.
    var tenant: String?
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
    /// The tenant under whose keys it is kept: the principal's, where it has exactly one; nil for the operators'.
    var sealTenant: String?
}

extension Refusal {
    /// The refusal of a message that only the journal could judge; nil where nobody could ask for it.
    init?(of incoming: Incoming, _ code: RefusalCode, at place: String?, now: Timestamp) {
        guard let mark = incoming.mark else { return nil }
        self.init(
            principal: incoming.principal,
            address: incoming.peer?.address,
            tenant: incoming.header.tenant,
            sender: mark.sender.text,
            token: mark.token,
            code: code,
            place: place,
            why: Self.reason(code),
            size: incoming.bytes.count,
            hash: SHA256.hash(incoming.bytes),
            at: now
        )
    }

    private static func reason(_ code: RefusalCode) -> String {
        switch code {
        case .idConflict: "the id was used before for other content"
        case .unknownItem: "no such item was given out"
        case .tenantNotAllowed: "the item is of another tenant"
        case .policyConflict: "another manifest is in force than previous says"
        case .unknownDocument: "the manifest names a document that was not submitted"
        case .underHold: "a legal hold keeps all of it; it must be released first"
        case .unknownHold: "no such hold is in force"
        default: "not as the journal stands"
        }
    }
}
