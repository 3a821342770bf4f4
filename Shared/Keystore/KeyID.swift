import Crypto

/// Names a key of the keystore by 16 random bytes, which tell nothing of what it is for.
public struct KeyID: Hashable, Sendable, CustomStringConvertible {
    /// The bytes of an id: 16.
    public static let byteCount = 16

    /// The 16 bytes.
    public let bytes: [UInt8]

    /// Makes a new random id.
    public init() {
        bytes = randomBytes(Self.byteCount)
    }

    /// Takes an id by its 16 bytes; nil for any other count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The id as 32 hexadecimal digits.
    public var description: String { Hex.encode(bytes) }
}
