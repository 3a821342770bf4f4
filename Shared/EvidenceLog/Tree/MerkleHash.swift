public import Crypto

/// Computes the hashes of RFC 6962, section 2.1.
public enum MerkleHash: Sendable {
    /// The root of a tree without leaves: the hash of nothing.
    public static let empty = SHA256.hash([UInt8]())

    /// Returns the hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)`.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 + 2 * Digest.byteCount) { bytes in
            let bytes = UnsafeMutableRawBufferPointer(bytes)
            bytes[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[33...]).copyMemory(from: $0) }
            return SHA256.hash(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Returns the hash of a leaf's bytes, `SHA-256(0x00 ‖ leaf)`.
    public static func leaf(_ bytes: [UInt8]) -> Digest {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 + bytes.count) { buffer in
            let buffer = UnsafeMutableRawBufferPointer(buffer)
            buffer[0] = 0
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: $0) }
            return SHA256.hash(UnsafeRawBufferPointer(buffer))
        }
    }
}
