/// Why the store refuses a message for good.
///
/// Source: PROTOCOL.md, section 10, which says what to mend.
public enum RefusalCode: String, CaseIterable, Codable, Hashable, Sendable, Error {
    case empty
    case tooLarge = "too-large"
    case notUTF8 = "not-utf8"
    case notJSON = "not-json"
    case tooDeep = "too-deep"
    case duplicateKey = "duplicate-key"
    case numberOutOfRange = "number-out-of-range"
    case badEnvelope = "bad-envelope"
    case badData = "bad-data"
    case unknownKind = "unknown-kind"
    case kindMismatch = "kind-mismatch"
    case kindNotAllowed = "kind-not-allowed"
    case tenantMissing = "tenant-missing"
    case tenantNotAllowed = "tenant-not-allowed"
    case idConflict = "id-conflict"
    case observedInFuture = "observed-in-future"
    case unknownItem = "unknown-item"
    case policyConflict = "policy-conflict"
    case unknownDocument = "unknown-document"
    case underHold = "under-hold"
    case unknownHold = "unknown-hold"
}

/// Why the store cannot take a message now.
public enum LaterCode: String, CaseIterable, Codable, Hashable, Sendable {
    case busy
    case diskFull = "disk-full"
    case starting
    /// The principal or the tenant sends more than it may.
    case rateLimited = "rate-limited"
    /// So much of the tenant's waits to be checked and told that no more of it is taken.
    case backlog
}
