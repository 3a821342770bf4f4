public import Crypto

/// One message of a tenant's log, as its leaf says it; see FORMAT.md, section 2.
public struct Leaf: Hashable, Sendable {
    /// What the leaf commits to beside the message itself.
    public var header: LeafHeader
    /// `SHA-256(salt ‖ message)`.
    public var content: Digest

    /// Takes both.
    public init(header: LeafHeader, content: Digest) {
        self.header = header
        self.content = content
    }

    /// Reads a leaf of version 1 or 2; nil for anything that ``bytes`` would not give back exactly.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let version = reader.byte(), version == LeafHeader.firstVersion || version == LeafHeader.version,
            let tenant = reader.text(), let index = reader.number64(), let recordedAt = reader.signed64(),
            let clock = reader.byte().flatMap(ClockQuality.init(rawValue:)),
            let principal = reader.text(), let kind = reader.text(),
            let idHigh = reader.number64(), let idLow = reader.number64()
        else { return nil }
        var peer: Digest?
        if version == LeafHeader.version {
            guard let hash = reader.digest() else { return nil }
            peer = hash
        }
        guard let content = reader.digest(), reader.isAtEnd else { return nil }
        header = LeafHeader(
            tenant: tenant,
            index: index,
            recordedAt: recordedAt,
            clock: clock,
            principal: principal,
            kind: kind,
            idHigh: idHigh,
            idLow: idLow,
            peer: peer
        )
        self.content = content
    }

    /// The leaf's bytes, without RFC 6962's leading zero.
    public var bytes: [UInt8] { LeafHasher.leaf(header, content: content) }

    /// The leaf's RFC 6962 hash.
    public var hash: Digest { MerkleHash.leaf(bytes) }
}
