import EvidenceLog

/// What is sealed again for a hold: the opened peer record, if there is one, and the opened message, each with its salt before it.
///
/// The length of the first as four bytes, big-endian, then both. Source: FORMAT.md, "Held messages".
struct HeldContent: Hashable {
    /// Salt and peer record; empty where the store said the message itself.
    var peer: [UInt8]
    /// Salt and message.
    var message: [UInt8]

    init(peer: [UInt8], message: [UInt8]) {
        self.peer = peer
        self.message = message
    }

    init?(bytes: [UInt8]) {
        guard bytes.count >= 4 else { return nil }
        let count = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard count <= bytes.count - 4 else { return nil }
        peer = Array(bytes[4..<4 + count])
        message = Array(bytes[(4 + count)...])
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: peer.count).bigEndian) { Array($0) } + peer + message
    }
}
