import Crypto

/// One row of the journal in a segment of the copy; see FORMAT.md of the copy for its bytes.
enum SegmentRecord: Hashable, Sendable {
    /// A row of `tenants`, `principals` or `kinds`.
    case name(SegmentName)
    /// A row of `keys`: which key of the keystore, never the key.
    case key(SegmentKey)
    /// A row of `peers`, sealed as in the journal.
    case peer(SegmentPeer)
    /// A row of `messages`.
    case message(SegmentMessage)
    /// A row of `batches`: the chain's value after the batch that ends at `seq`.
    case batch(seq: Int64, chain: Digest)
    /// A row of `store_log`.
    case entry(SegmentEntry)
    /// A row of `cosignatures`: a witness's line below the checkpoint of the entry at a position.
    case cosignature(position: Int64, line: String)
    /// A row of `timestamps`: a token over the checkpoint of the entry at a position.
    case timestamp(position: Int64, authority: String, token: [UInt8])
    /// When a row of `keys` got its `destroyed_at`.
    case destruction(key: Int64, at: Int64)

    /// The byte that tells them apart.
    var code: UInt8 {
        switch self {
        case .name: 1
        case .key: 2
        case .peer: 3
        case .message: 4
        case .batch: 5
        case .entry: 6
        case .cosignature: 7
        case .timestamp: 8
        case .destruction: 9
        }
    }
}

/// A name and its number in the journal.
struct SegmentName: Hashable, Sendable {
    enum Table: UInt8, CaseIterable, Sendable {
        case tenants = 1
        case principals = 2
        case kinds = 3
    }

    var table: Table
    var id: Int64
    var name: String
}

/// Which key of the keystore a number stands for.
struct SegmentKey: Hashable, Sendable {
    var id: Int64
    /// The key's id in the keystore.
    var kid: [UInt8]
    var tenant: Int64
    var purpose: Int64
    var month: Int64
    var madeAt: Int64
}

/// Who sent a message, sealed.
struct SegmentPeer: Hashable, Sendable {
    var id: Int64
    var principal: Int64
    var key: Int64
    var hash: Digest
    var sealed: [UInt8]
}

/// A message as the journal has it; what the leaf says is not said again.
struct SegmentMessage: Hashable, Sendable {
    var seq: Int64
    var owner: Int64
    var tenant: Int64
    var principal: Int64
    var kind: Int64
    var previous: Int64
    var logPrevious: Int64
    /// 0: said by the store itself.
    var peer: Int64
    /// 0: not sealed under a key.
    var key: Int64
    /// As the journal has it; the leaf must have this hash.
    var leafHash: Digest
    var leaf: [UInt8]
    var sealed: [UInt8]
}

/// An entry of the store log and its signed checkpoint.
struct SegmentEntry: Hashable, Sendable {
    var position: Int64
    var entry: [UInt8]
    var checkpoint: String
}
