import Crypto
import EvidenceLog
import JSON
import SQL

/// Keeps who messages came from, once for each peer and key: many messages name the same.
final class PeerTable {
    /// Peers kept in memory.
    private static let kept = 100_000

    struct Known {
        var id: Int64
        var hash: Digest
    }

    private struct Key: Hashable {
        var peer: Peer
        var key: Int64
    }

    private let database: Database
    private let principals: NameTable
    private let insertion: Statement
    private var known: [Key: Known] = [:]
    /// The last peer of each key: what is sealed under one mostly comes from one place.
    private var latest: [Int64: (peer: Peer, known: Known)] = [:]
    private var hasher = LeafHasher()

    init(in database: Database, principals: NameTable) throws {
        self.database = database
        self.principals = principals
        insertion = try database.prepare(
            "INSERT INTO peers (principal, key, hash, sealed) VALUES (?1, ?2, ?3, ?4) RETURNING id"
        )
    }

    /// Forgets everything, as after a transaction that was rolled back.
    func reload() {
        known.removeAll(keepingCapacity: true)
        latest.removeAll(keepingCapacity: true)
    }

    /// The number and hash of a peer under a key, which is written down if it is new.
    func id(_ peer: Peer, key: (id: Int64, key: any RowSealing), salt: () -> [UInt8]) throws -> Known {
        if let latest = latest[key.id], latest.peer == peer { return latest.known }
        let found = try look(peer, key, salt)
        if latest.count >= Self.kept { latest.removeAll(keepingCapacity: true) }
        latest[key.id] = (peer, found)
        return found
    }

    private func look(_ peer: Peer, _ key: (id: Int64, key: any RowSealing), _ salt: () -> [UInt8]) throws -> Known {
        let place = Key(peer: peer, key: key.id)
        if let found = known[place] { return found }
        let record = Self.record(of: peer)
        let salt = salt()
        let hash = hasher.contentHash(salt: salt, message: record)
        try insertion.bind(1, principals.id(peer.principal))
        try insertion.bind(2, key.id)
        try insertion.bind(3, hash)
        try insertion.bind(4, key.key.seal(salt + record, label: SealLabel("peer", key: hash.bytes).bytes))
        guard try insertion.step() else { throw JournalError.fault("a peer has no number") }
        let added = Known(id: insertion.int64(0), hash: hash)
        insertion.reset()
        if known.count >= Self.kept { known.removeAll(keepingCapacity: true) }
        known[place] = added
        return added
    }

    /// What is hashed and sealed of a peer; FORMAT.md, "Peer record".
    private static func record(of peer: Peer) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128)
        writer.beginObject()
        writer.member("principal", peer.principal)
        writer.member("address", peer.address)
        writer.member("protocol", peer.protocol)
        writer.endObject()
        return writer.bytes
    }
}

@available(*, unavailable)
extension PeerTable: Sendable {}
