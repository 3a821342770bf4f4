import CCrypto

/// Computes HMAC-SHA256 tags (RFC 2104), as webhooks and keyed indexes use them.
public enum HMACSHA256: Sendable {
    /// Returns the tag of `message` under `key`; any key length is allowed, 32 bytes are usual.
    public static func tag(_ message: UnsafeRawBufferPointer, key: [UInt8]) -> Digest {
        Digest { output in
            let bytes = message.bindMemory(to: UInt8.self).baseAddress
            let written = HMAC(Algorithm.sha256, key, Int32(key.count), bytes, message.count, output, nil)
            precondition(written != nil, "HMAC failed")
        }
    }

    /// Returns the tag of `message` under `key`.
    public static func tag(_ message: [UInt8], key: [UInt8]) -> Digest {
        message.withUnsafeBytes { tag($0, key: key) }
    }

    /// Tells whether `tag` is the tag of `message` under `key`, in constant time.
    public static func isValid(_ tag: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
        constantTimeEquals(Self.tag(message, key: key).bytes, tag)
    }
}
