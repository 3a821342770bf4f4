import CCrypto

/// Computes HMAC-SHA256 (RFC 2104) under one key that was prepared once, with a label that keeps uses of the key apart.
///
/// The message is the label's UTF-8 bytes, a zero byte, and the bytes given. Labels hold no zero byte: they are texts of
/// the program, never input. A plain value: no allocation, nothing fetched, any thread.
///
/// Preparing saves the two blocks of the key in each call; what is kept is 64 bytes, one line of the processor's cache. `EVP_MAC` cannot keep them without allocating a copy of its
/// context for every message, which takes longer than hashing 100 bytes; hence SHA-256's own functions are called.
public struct KeyedHash: Sendable {
    private typealias Words = (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

    /// SHA-256 after the first block, the key with each byte changed by 0x36.
    private let inner: Words
    /// SHA-256 after the first block, the key with each byte changed by 0x5c.
    private let outer: Words

    /// Prepares `key`; any length is allowed, 32 random bytes are usual.
    public init(key: [UInt8]) {
        var block = [UInt8](repeating: 0, count: Self.blockByteCount)
        let short = key.count > Self.blockByteCount ? SHA256.hash(key).bytes : key
        block.replaceSubrange(..<short.count, with: short)
        inner = Self.state(after: block, changedBy: 0x36)
        outer = Self.state(after: block, changedBy: 0x5c)
    }

    /// Returns the tag of `bytes` under `label`.
    public func hash(_ label: String, _ bytes: UnsafeRawBufferPointer) -> Digest {
        var state = Self.resumed(inner)
        var label = label
        label.withUTF8 { _ = SHA256_Update(&state, $0.baseAddress, $0.count) }
        var zero: UInt8 = 0
        SHA256_Update(&state, &zero, 1)
        SHA256_Update(&state, bytes.baseAddress, bytes.count)
        return Digest { output in
            SHA256_Final(output, &state)
            var state = Self.resumed(outer)
            SHA256_Update(&state, output, Digest.byteCount)
            SHA256_Final(output, &state)
        }
    }

    /// Returns the tag of `bytes` under `label`.
    public func hash(_ label: String, _ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { hash(label, $0) }
    }

    /// Returns the tag of the UTF-8 bytes of `text` under `label`.
    public func hash(_ label: String, _ text: String) -> Digest {
        var text = text
        return text.withUTF8 { hash(label, UnsafeRawBufferPointer($0)) }
    }

    private static let blockByteCount = 64

    private static func state(after block: [UInt8], changedBy change: UInt8) -> Words {
        var state = SHA256_CTX()
        SHA256_Init(&state)
        SHA256_Update(&state, block.map { $0 ^ change }, block.count)
        return state.h
    }

    /// SHA-256 as it stands after one block that left these words.
    private static func resumed(_ words: Words) -> SHA256_CTX {
        var state = SHA256_CTX()
        SHA256_Init(&state)
        state.h = words
        // Bits so far.
        state.Nl = UInt32(8 * blockByteCount)
        return state
    }
}
