package import Crypto

/// Evidence as FORMAT.md has it: logs, AES-256-GCM, HMAC-SHA-256.
package struct SealedEvidence: EvidenceMethod {
    package init() {}

    package var keepsLogs: Bool { true }

    package func sealing(_ key: [UInt8], _ contexts: CipherContexts) -> (any RowSealing)? {
        SealingKey(bytes: key, contexts: contexts)
    }

    package func hashing(_ key: [UInt8]) -> any RowHashing { KeyedHash(key: key) }
}

extension SealingKey: RowSealing {}

extension KeyedHash: RowHashing {}
