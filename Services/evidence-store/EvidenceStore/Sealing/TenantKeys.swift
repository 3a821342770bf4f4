import Crypto

/// Hides what the tables say of one tenant: keyed hashes to find rows by, and seals for what they hold.
///
/// Both keys come from the tenant's index key. For one thread.
final class TenantKeys {
    private let hashing: any RowHashing
    private let sealing: any RowSealing

    /// Takes the 32 bytes of an index key; nil for any other count.
    init?(indexKey: [UInt8], _ method: any EvidenceMethod, _ contexts: CipherContexts) {
        let hashKey = HMACSHA256.tag(Array("hash".utf8), key: indexKey)
        let sealKey = HMACSHA256.tag(Array("seal".utf8), key: indexKey)
        guard indexKey.count == 32, let sealing = method.sealing(sealKey.bytes, contexts) else { return nil }
        hashing = method.hashing(hashKey.bytes)
        self.sealing = sealing
    }

    /// Sixteen bytes by which a row with this text is found; `label` keeps the columns apart.
    func hash16(_ label: String, _ text: String) -> [UInt8] {
        hashing.hash(label, text).withUnsafeBytes { Array($0.prefix(16)) }
    }

    /// A number by which a row with this text is found: 63 bits of the keyed hash.
    func number(_ label: String, _ text: String) -> Int64 {
        hashing.hash(label, text).withUnsafeBytes {
            Int64(truncatingIfNeeded: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) >> 1)
        }
    }

    /// Seals `bytes` for one place.
    func seal(_ bytes: [UInt8], _ label: SealLabel) throws -> [UInt8] {
        try sealing.seal(bytes, label: label.bytes)
    }

    /// Opens what was sealed for this place.
    /// - Throws: ``CryptoError`` where the bytes were changed, moved, or sealed under another key.
    func open(_ sealed: [UInt8], _ label: SealLabel) throws -> [UInt8] {
        try sealing.open(sealed, label: label.bytes)
    }
}

@available(*, unavailable)
extension TenantKeys: Sendable {}
