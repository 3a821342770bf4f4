/// Derives keys from a key with HKDF-SHA256 (RFC 5869), so that no two uses share one.
public enum HKDF: Sendable {
    /// Returns `count` bytes, 1 to 8,160, that tell nothing about `key` and nothing about what other `info` gives.
    ///
    /// - Parameter salt: not secret; none is needed where the key is random.
    public static func derive(from key: [UInt8], salt: [UInt8] = [], info: String, count: Int = 32) -> [UInt8] {
        derive(from: key, salt: salt, info: Array(info.utf8), count: count)
    }

    static func derive(from key: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        precondition((1...255 * Digest.byteCount).contains(count), "HKDF gives 1 to 8160 bytes")
        // Section 2.2: an absent salt is a block of zeros, which HMAC makes of an empty key too.
        let extracted = HMACSHA256.tag(key, key: salt).bytes
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            block = HMACSHA256.tag(block + info + [number], key: extracted).bytes
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
