public import Crypto

/// Computes the hashes of the evidence log; keeps its buffers, so that a leaf costs no allocation.
///
/// The exact bytes are in FORMAT.md. A value for one thread at a time.
public struct LeafHasher: ~Copyable {
    /// The bytes of a salt: enough that a payload cannot be guessed from its hash after it was erased.
    public static let saltByteCount = 16

    private var hasher = SHA256()
    private var buffer: [UInt8] = []

    /// Makes a hasher with its buffers.
    public init() {
        buffer.reserveCapacity(512)
    }

    /// Returns `SHA-256(salt ‖ message)`, by which a repeat is told from a conflict.
    public mutating func contentHash(salt: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer) -> Digest {
        hasher.update(salt)
        hasher.update(message)
        return hasher.finish()
    }

    /// Returns `SHA-256(salt ‖ message)`.
    public mutating func contentHash(salt: [UInt8], message: [UInt8]) -> Digest {
        salt.withUnsafeBytes { salt in message.withUnsafeBytes { contentHash(salt: salt, message: $0) } }
    }

    /// Returns the RFC 6962 leaf hash, `SHA-256(0x00 ‖ leaf)`, of a header and a content hash.
    public mutating func leafHash(_ header: LeafHeader, content: Digest) -> Digest {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(0)
        Self.append(header, content: content, to: &buffer)
        return SHA256.hash(buffer)
    }

    /// Returns the leaf's bytes, without RFC 6962's leading zero; see FORMAT.md, section 2.
    public static func leaf(_ header: LeafHeader, content: Digest) -> [UInt8] {
        var bytes: [UInt8] = []
        append(header, content: content, to: &bytes)
        return bytes
    }

    private static func append(_ header: LeafHeader, content: Digest, to bytes: inout [UInt8]) {
        bytes.append(header.peer == nil ? LeafHeader.firstVersion : LeafHeader.version)
        bytes.append(text: header.tenant)
        bytes.append(number: header.index)
        bytes.append(signed: header.recordedAt)
        bytes.append(header.clock.rawValue)
        bytes.append(text: header.principal)
        bytes.append(text: header.kind)
        bytes.append(number: header.idHigh)
        bytes.append(number: header.idLow)
        if let peer = header.peer { bytes.append(digest: peer) }
        bytes.append(digest: content)
    }
}

@available(*, unavailable)
extension LeafHasher: Sendable {}
