/// What a message's proof has beside the hashes: the leaf, and the salts that join it to the message and its peer.
///
/// Nothing of it is believed: the leaf must be in the log, and the rest must hash to what the leaf says. See FORMAT.md, section 11.
public struct MessageExtra: Hashable, Sendable {
    /// The first byte, which tells it from other extra data.
    public static let tag: UInt8 = 1

    /// The leaf's bytes.
    public var leaf: [UInt8]
    /// The message's salt, 16 bytes; empty where the message was erased: then the leaf is proved and no message.
    public var salt: [UInt8]
    /// The peer's salt, 16 bytes, and then its record; empty where who sent it is not told.
    public var peer: [UInt8]

    /// Takes all fields.
    public init(leaf: [UInt8], salt: [UInt8], peer: [UInt8] = []) {
        self.leaf = leaf
        self.salt = salt
        self.peer = peer
    }

    /// Reads the bytes; nil for anything that ``bytes`` would not give back exactly.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.byte() == Self.tag, let leaf = reader.sized(), let salt = reader.sized(),
            let peer = reader.sized(),
            salt.isEmpty || salt.count == LeafHasher.saltByteCount,
            peer.isEmpty || peer.count >= LeafHasher.saltByteCount,
            reader.isAtEnd
        else { return nil }
        self.init(leaf: Array(leaf), salt: Array(salt), peer: Array(peer))
    }

    /// The bytes: the tag, then leaf, salt and peer, each with its length in 16 bits before it.
    public var bytes: [UInt8] {
        var bytes = [Self.tag]
        for part in [leaf, salt, peer] {
            let part = part.prefix(Int(UInt16.max))
            bytes.append(number16: part.count)
            bytes += part
        }
        return bytes
    }
}
