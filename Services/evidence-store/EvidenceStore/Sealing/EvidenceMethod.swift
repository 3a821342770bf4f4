package import Crypto

/// How rows become evidence that nobody can alter, nor read without the keys.
///
/// Production has one, ``SealedEvidence``, and no setting, flag or variable chooses another. The other one is a type of the
/// benchmark program, which leaves evidence out to measure what it costs; no service is linked with it.
package protocol EvidenceMethod: Sendable {
    /// Whether messages are hashed into their tenants' logs, and those are signed.
    var keepsLogs: Bool { get }

    /// What seals rows under a key, for the thread that has these contexts; nil where the bytes are no key.
    func sealing(_ key: [UInt8], _ contexts: CipherContexts) -> (any RowSealing)?

    /// What hides texts under a key.
    func hashing(_ key: [UInt8]) -> any RowHashing
}
