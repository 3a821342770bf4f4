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

    /// A peer by its number here, and the number of a key.
    private struct Place: Hashable {
        var peer: Int
        var key: Int64
    }

    private let database: Database
    private let principals: NameTable
    private let insertion: Statement
    private var known: [Place: Known] = [:]
    /// Numbers are for this start alone, and none is given twice: a ``CurrentKey`` remembers them.
    private var numbers: [Peer: Int] = [:]
    private var lastNumber = 0
    private var latest: (peer: Peer, number: Int)?
    private var hasher = LeafHasher()

    init(in database: Database, principals: NameTable) throws {
        self.database = database
        self.principals = principals
        insertion = try database.prepare(
            "INSERT INTO peers (principal, key, hash, sealed) VALUES (?1, ?2, ?3, ?4) RETURNING id"
        )
    }

    /// Forgets everything, as after a transaction that was rolled back; the keys must be forgotten too.
    func reload() { known.removeAll(keepingCapacity: true) }

    /// The number and hash of a peer under a key, which is written down if it is new.
    func id(_ peer: Peer, key: CurrentKey, salt: () -> [UInt8]) throws -> Known {
        let number = number(peer)
        if let latest = key.peer, latest.number == number { return latest.known }
        let found = try look(peer, number, key, salt)
        key.peer = (number, found)
        return found
    }

    private func number(_ peer: Peer) -> Int {
        if let latest, latest.peer == peer { return latest.number }
        if numbers.count >= Self.kept { numbers.removeAll(keepingCapacity: true) }
        let number = numbers[peer] ?? lastNumber + 1
        lastNumber = max(lastNumber, number)
        numbers[peer] = number
        latest = (peer, number)
        return number
    }

    private func look(_ peer: Peer, _ number: Int, _ key: CurrentKey, _ salt: () -> [UInt8]) throws -> Known {
        let place = Place(peer: number, key: key.id)
        if let found = known[place] { return found }
        let record = Self.record(of: peer)
        let salt = salt()
        let hash = hasher.contentHash(salt: salt, message: record)
        try insertion.bind(1, principals.id(peer.principal))
        try insertion.bind(2, key.id)
        try insertion.bind(3, hash)
        try insertion.bind(4, key.sealing.seal(salt + record, label: SealLabel("peer", key: hash.bytes).bytes))
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
