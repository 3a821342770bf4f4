/// A witness's signature: when, and the bytes; it says that by then it had seen no greater and no other tree of the log.
///
/// Source: c2sp.org/tlog-cosignature, Ed25519.
public struct Cosignature: Hashable, Sendable {
    /// When it was made, in seconds since 1970.
    public let seconds: UInt64
    /// The 64 bytes of Ed25519.
    public let signature: [UInt8]

    /// Reads the bytes of a signature line; nil where they are not 8 of time, within 63 bits, and 64 of signature.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let seconds = reader.number64(), seconds <= Strict.greatest, let signature = reader.bytes(64),
            reader.isAtEnd
        else { return nil }
        self.seconds = seconds
        self.signature = Array(signature)
    }

    /// Returns what is signed.
    static func message(_ text: String, at seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}
