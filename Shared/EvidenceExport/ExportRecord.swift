public import Crypto
public import EvidenceLog
public import Messages

/// One message of an exported log: its leaf, the proof that the leaf is in the log, and what the leaf commits to.
///
/// It is one line of a records file; see FORMAT.md, "Export archive".
public struct ExportRecord: Hashable, Sendable {
    /// What an export has of a message beside its leaf.
    public enum Content: Hashable, Sendable {
        /// The message as it was received, and who sent it.
        case message(ExportedMessage)
        /// Its key was destroyed: nobody has it any more.
        case erased
        /// Whoever took the export may not read it.
        case withheld
    }

    /// The leaf.
    public var leaf: Leaf
    /// The hashes of the inclusion proof; nil in a complete export, whose leaves give the root by themselves.
    public var proof: [Digest]?
    /// What there is beside the leaf.
    public var content: Content

    /// Takes all fields.
    public init(leaf: Leaf, proof: [Digest]?, content: Content) {
        self.leaf = leaf
        self.proof = proof
        self.content = content
    }

    /// The place in the log, from 0.
    public var index: UInt64 { leaf.header.index }

    /// The message's id.
    public var id: MessageID { MessageID(high: leaf.header.idHigh, low: leaf.header.idLow) }

    /// When it was recorded, as text; for people a time that no calendar has is its number.
    public var recordedAt: String { Self.text(ofMicroseconds: leaf.header.recordedAt) }

    static func text(ofMicroseconds time: Int64) -> String {
        // Years 1970 to 9999; what is read may claim anything.
        guard (0...253_402_300_799_999_999).contains(time) else { return "\(time)" }
        return Timestamp(microseconds: time).text
    }

    /// Says how the record contradicts itself; nil where all that it has hashes to what its leaf says.
    public var contradiction: String? {
        guard case .message(let message) = content else { return nil }
        var hasher = LeafHasher()
        guard message.salt.count == LeafHasher.saltByteCount else { return "its salt has not 16 bytes" }
        guard hasher.contentHash(salt: message.salt, message: message.bytes) == leaf.content else {
            return "the message is not what was recorded"
        }
        switch (leaf.header.peer, message.peer) {
        case (nil, nil), (LeafHeader.noPeer, nil): return nil
        case (nil, _), (LeafHeader.noPeer, _): return "it names a sender, and the leaf has none"
        case (_, nil): return "who sent it is missing"
        case (let hash?, let peer?):
            guard peer.salt.count == LeafHasher.saltByteCount else { return "the sender's salt has not 16 bytes" }
            let isSame = hasher.contentHash(salt: peer.salt, message: peer.record) == hash
            return isSame ? nil : "who sent it is not what was recorded"
        }
    }
}

/// A message with what is needed to find its hash in the leaf.
public struct ExportedMessage: Hashable, Sendable {
    /// The message as it was received.
    public var bytes: [UInt8]
    /// Its salt.
    public var salt: [UInt8]
    /// Who sent it; nil where the store said it itself, and for leaves of version 1.
    public var peer: ExportedPeer?

    /// Takes all fields.
    public init(bytes: [UInt8], salt: [UInt8], peer: ExportedPeer?) {
        self.bytes = bytes
        self.salt = salt
        self.peer = peer
    }
}

/// Who sent a message, with what is needed to find the hash in the leaf.
public struct ExportedPeer: Hashable, Sendable {
    /// The peer record, JSON.
    public var record: [UInt8]
    /// Its salt.
    public var salt: [UInt8]

    /// Takes both.
    public init(record: [UInt8], salt: [UInt8]) {
        self.record = record
        self.salt = salt
    }
}
