import Crypto
import EvidenceLog
import Messages

/// How a message stands sealed in its row: its salt, then its bytes, bound to its id and content hash.
///
/// Source: FORMAT.md, "Sealed bytes".
enum MessageSeal {
    /// What the seal of a message is bound to.
    static func label(_ id: MessageID, _ content: Digest) -> [UInt8] {
        SealLabel("message", key: id.bytes + content.bytes).bytes
    }

    /// Whether what was opened, a salt and what follows it, has this content hash.
    static func isWhole(_ opened: [UInt8], _ hash: Digest, _ hasher: inout LeafHasher) -> Bool {
        guard opened.count >= LeafHasher.saltByteCount else { return false }
        return opened.withUnsafeBytes { bytes in
            let salt = UnsafeRawBufferPointer(rebasing: bytes[..<LeafHasher.saltByteCount])
            let content = UnsafeRawBufferPointer(rebasing: bytes[LeafHasher.saltByteCount...])
            return hasher.contentHash(salt: salt, message: content) == hash
        }
    }

    /// The salt of an opened message; nil where there is no room for one.
    static func salt(in opened: [UInt8]) -> ArraySlice<UInt8>? {
        opened.count >= LeafHasher.saltByteCount ? opened[..<LeafHasher.saltByteCount] : nil
    }

    /// The message of an opened seal; nil where there is no room for a salt before it.
    static func message(in opened: [UInt8]) -> ArraySlice<UInt8>? {
        opened.count >= LeafHasher.saltByteCount ? opened[LeafHasher.saltByteCount...] : nil
    }
}
